CREATE TABLE public.t (n text);
