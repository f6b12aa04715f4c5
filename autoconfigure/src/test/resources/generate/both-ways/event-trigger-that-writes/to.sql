CREATE TABLE ddl_log (id serial PRIMARY KEY, tag text);
CREATE TABLE u (id int PRIMARY KEY, name text);
CREATE FUNCTION noted() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.ddl_log (tag) VALUES (tg_tag); END';
CREATE EVENT TRIGGER log ON ddl_command_end EXECUTE FUNCTION noted();
