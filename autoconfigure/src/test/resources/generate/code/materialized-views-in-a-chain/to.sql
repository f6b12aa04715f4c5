CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
CREATE MATERIALIZED VIEW public.m AS SELECT a, b FROM public.t;
CREATE UNIQUE INDEX mi ON public.m (a);
CREATE MATERIALIZED VIEW public.n AS SELECT a FROM public.m;
CREATE VIEW public.v AS SELECT a FROM public.n;
COMMENT ON MATERIALIZED VIEW public.n IS 'n';
