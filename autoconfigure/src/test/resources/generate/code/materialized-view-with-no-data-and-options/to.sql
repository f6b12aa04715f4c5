CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
CREATE MATERIALIZED VIEW public.m WITH (fillfactor = 70) AS SELECT a, b FROM public.t WITH NO DATA;
CREATE INDEX mi ON public.m (b);
