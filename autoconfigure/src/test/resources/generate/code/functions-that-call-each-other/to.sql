CREATE FUNCTION public.outer_one() RETURNS int LANGUAGE sql AS 'SELECT public.inner_one()';
CREATE FUNCTION public.inner_one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE public.t (a int, b int DEFAULT public.outer_one());
