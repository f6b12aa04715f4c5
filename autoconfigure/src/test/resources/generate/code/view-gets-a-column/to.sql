CREATE TABLE public.t (a int, b text);
CREATE VIEW public.v WITH (security_barrier = true) AS SELECT a, b FROM public.t;
