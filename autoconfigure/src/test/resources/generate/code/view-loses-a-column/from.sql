CREATE TABLE public.t (a int, b text);
CREATE VIEW public.v AS SELECT a, b FROM public.t;
CREATE VIEW public.w AS SELECT a FROM public.v;
