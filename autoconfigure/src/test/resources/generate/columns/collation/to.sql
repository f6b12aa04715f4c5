CREATE TABLE public.t (s text COLLATE "C");
CREATE INDEX t_s ON public.t (s);
