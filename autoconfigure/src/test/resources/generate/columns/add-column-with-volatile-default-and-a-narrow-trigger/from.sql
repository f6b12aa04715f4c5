CREATE TABLE public.t (id int PRIMARY KEY, n int, changed timestamptz);
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := now(); RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF n ON public.t FOR EACH ROW EXECUTE FUNCTION public.touch();
