CREATE VIEW public.a AS SELECT 1 AS x;
CREATE VIEW public.b AS SELECT x FROM public.a;
