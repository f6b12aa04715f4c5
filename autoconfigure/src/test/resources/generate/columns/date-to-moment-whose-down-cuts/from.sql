CREATE TABLE public.t (at date);
