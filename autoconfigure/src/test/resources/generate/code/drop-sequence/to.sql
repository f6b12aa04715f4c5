CREATE TABLE public.t (n int);
