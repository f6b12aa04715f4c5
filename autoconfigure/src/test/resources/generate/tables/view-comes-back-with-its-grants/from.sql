CREATE TABLE public.t (a int, b varchar(5));
CREATE VIEW public.v AS SELECT a, b FROM public.t;
GRANT SELECT ON public.v TO pg_monitor;
GRANT UPDATE (a) ON public.v TO PUBLIC;
COMMENT ON VIEW public.v IS 'v';
COMMENT ON COLUMN public.v.a IS 'a';
ALTER VIEW public.v ALTER a SET DEFAULT 1;
