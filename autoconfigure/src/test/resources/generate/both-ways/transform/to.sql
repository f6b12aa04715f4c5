CREATE TABLE public.t (a int);
CREATE TYPE public.money2 AS (v int);
CREATE TRANSFORM FOR public.money2 LANGUAGE sql (FROM SQL WITH FUNCTION pg_catalog.prsd_lextype(internal));
CREATE TRANSFORM FOR pg_catalog.int4 LANGUAGE sql (FROM SQL WITH FUNCTION pg_catalog.prsd_lextype(internal), TO SQL WITH FUNCTION pg_catalog.int4recv(internal));
COMMENT ON TRANSFORM FOR public.money2 LANGUAGE sql IS 'for procedures';
