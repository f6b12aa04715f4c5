CREATE TABLE public.t (id int PRIMARY KEY, r int4range);
