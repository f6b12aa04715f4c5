CREATE VIEW public.c AS SELECT 1 AS x;
CREATE VIEW public.b AS SELECT x FROM public.c;
