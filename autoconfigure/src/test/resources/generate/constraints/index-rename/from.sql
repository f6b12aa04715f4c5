CREATE TABLE public.t (a int);
CREATE INDEX old ON public.t (a);
