CREATE TABLE public.t (a int, b int, c varchar(5), g int);
CREATE VIEW public.v AS SELECT a, b FROM public.t;
CREATE INDEX i ON public.t (a, b) WHERE b > 0;
