CREATE TABLE public.t (s text);
CREATE INDEX t_s ON public.t (s);
