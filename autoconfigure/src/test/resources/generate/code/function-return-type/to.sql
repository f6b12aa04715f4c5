CREATE FUNCTION public.f(a int) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE TABLE public.t (a int);
CREATE VIEW public.v AS SELECT public.f(a) AS x FROM public.t;
