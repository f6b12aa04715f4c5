CREATE TABLE public.t (n int NOT NULL);
