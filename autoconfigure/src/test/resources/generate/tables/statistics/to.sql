CREATE TABLE public.t (a int, b int);
CREATE STATISTICS public.ab (dependencies) ON a, b FROM public.t;
