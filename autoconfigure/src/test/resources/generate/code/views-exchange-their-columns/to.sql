CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
CREATE VIEW public.v AS SELECT b FROM public.t;
CREATE VIEW public.w AS SELECT a FROM public.t;
