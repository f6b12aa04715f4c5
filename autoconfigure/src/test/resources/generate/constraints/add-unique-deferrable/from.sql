CREATE TABLE public.t (id int, b int);
