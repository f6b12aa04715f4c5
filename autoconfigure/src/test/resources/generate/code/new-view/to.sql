CREATE TABLE public.t (a int, b text);
CREATE VIEW public.v WITH (security_invoker = true) AS SELECT a FROM public.t WHERE a > 0;
COMMENT ON VIEW public.v IS 'positive';
