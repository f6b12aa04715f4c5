CREATE TYPE public.c AS (a int);
CREATE TABLE public.t (id int, c public.c);
