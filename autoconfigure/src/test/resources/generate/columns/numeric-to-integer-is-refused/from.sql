CREATE TABLE public.t (n numeric);
