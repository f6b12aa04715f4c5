CREATE TABLE public.t (a int);
CREATE VIEW public.v WITH (security_barrier = true) AS SELECT a FROM public.t;
