CREATE TABLE public.t (a timestamp);
