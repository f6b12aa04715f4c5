CREATE FUNCTION next_number() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN
  EXECUTE 'CREATE SEQUENCE IF NOT EXISTS public.numbers';
  RETURN nextval('public.numbers');
END $$;
CREATE TABLE t (id int PRIMARY KEY, n bigint DEFAULT next_number());
