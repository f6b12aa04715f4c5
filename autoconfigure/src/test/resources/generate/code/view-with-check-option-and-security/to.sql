CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
CREATE VIEW public.v WITH (security_barrier = true) AS SELECT id, a FROM public.t WHERE a > 0 WITH LOCAL CHECK OPTION;
