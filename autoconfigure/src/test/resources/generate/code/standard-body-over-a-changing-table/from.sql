CREATE TABLE public.t (a int, b int);
CREATE FUNCTION public.f() RETURNS SETOF int LANGUAGE sql BEGIN ATOMIC SELECT b FROM public.t; END;
