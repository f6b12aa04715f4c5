CREATE TABLE public.t (a int, b int);
CREATE INDEX t_ab ON public.t (a, b);
