CREATE FUNCTION route() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  EXECUTE format('CREATE TABLE IF NOT EXISTS public.%I () INHERITS (public.log)', 'log_' || NEW.id);
  EXECUTE format('INSERT INTO public.%I SELECT ($1).*', 'log_' || NEW.id) USING NEW;
  RETURN NULL;
END $$;
CREATE TABLE log (id int, note text, at date);
CREATE TRIGGER route BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION route();
