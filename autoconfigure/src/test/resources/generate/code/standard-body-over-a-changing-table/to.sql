CREATE TABLE public.t (a int, c int);
CREATE FUNCTION public.f() RETURNS SETOF int LANGUAGE sql BEGIN ATOMIC SELECT a FROM public.t; END;
