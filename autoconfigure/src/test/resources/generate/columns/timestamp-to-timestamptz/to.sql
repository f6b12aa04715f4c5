CREATE TABLE public.t (a timestamptz);
