CREATE TABLE public.t (a int);
CREATE INDEX new ON public.t (a);
