CREATE TABLE public.t (s text);
