CREATE TABLE public.t (a numeric(10,2), b numeric(10,2));
