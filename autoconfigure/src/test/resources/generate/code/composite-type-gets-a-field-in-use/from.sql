CREATE TYPE public.c AS (a int);
CREATE TABLE public.t (c public.c, cs public.c[]);
