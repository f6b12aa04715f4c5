CREATE TABLE public.t (at timestamp);
