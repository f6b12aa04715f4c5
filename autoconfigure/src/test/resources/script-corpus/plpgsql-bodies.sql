DO $$ BEGIN NULL; END $$;
DO $do$
<<outer_block>>
DECLARE
  a int := 1;
BEGIN
  <<inner_block>>
  BEGIN
    IF a = 1 THEN RAISE NOTICE 'a; %', a; END IF;
    EXECUTE $$ SELECT 1; $$ || 'SELECT ''x;''';
    CASE a WHEN 1 THEN NULL; ELSE NULL; END CASE;
  EXCEPTION WHEN OTHERS THEN
    RETURN;
  END inner_block;
  LOOP EXIT; END LOOP;
END outer_block;
$do$ LANGUAGE plpgsql;
CREATE OR REPLACE FUNCTION touch() RETURNS trigger AS $body$
BEGIN
  NEW.changed := now(); -- $$ ; '
  RETURN NEW;
END;
$body$ LANGUAGE plpgsql;
CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION old_style() RETURNS int AS '
BEGIN
  RETURN length(''a;b'');
END;' LANGUAGE 'plpgsql';
