CREATE TRANSFORM FOR pg_catalog.int4 LANGUAGE sql (FROM SQL WITH FUNCTION pg_catalog.prsd_lextype(internal));
CREATE FUNCTION public.f(a int) RETURNS int LANGUAGE sql TRANSFORM FOR TYPE int AS 'SELECT a';
CREATE TABLE public.t (a int DEFAULT public.f(1));
