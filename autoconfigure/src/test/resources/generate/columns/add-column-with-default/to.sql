CREATE TABLE public.t (id int, n int NOT NULL DEFAULT 7);
