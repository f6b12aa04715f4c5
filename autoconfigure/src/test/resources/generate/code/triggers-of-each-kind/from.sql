CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
