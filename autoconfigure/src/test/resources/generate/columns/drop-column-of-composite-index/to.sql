CREATE TABLE public.t (a int);
CREATE INDEX t_ab ON public.t (a);
