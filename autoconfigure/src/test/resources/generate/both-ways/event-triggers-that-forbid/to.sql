CREATE TABLE t (a bigint);
CREATE FUNCTION guard() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is not allowed here', tg_tag; END $$;
CREATE EVENT TRIGGER no_drops ON sql_drop EXECUTE FUNCTION guard();
CREATE EVENT TRIGGER no_functions ON ddl_command_start WHEN TAG IN ('CREATE FUNCTION') EXECUTE FUNCTION guard();
ALTER EVENT TRIGGER no_functions ENABLE ALWAYS;
