CREATE FUNCTION public.f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE public.t (a int);
CREATE VIEW public.v AS SELECT public.f(a) AS x FROM public.t;
