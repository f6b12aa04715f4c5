CREATE TABLE public.p (id int, name text);
