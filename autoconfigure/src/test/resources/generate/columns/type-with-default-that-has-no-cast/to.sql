CREATE TABLE public.t (n int DEFAULT 5);
