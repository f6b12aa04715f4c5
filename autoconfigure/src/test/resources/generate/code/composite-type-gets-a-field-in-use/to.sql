CREATE TYPE public.c AS (a int, b text);
CREATE TABLE public.t (c public.c, cs public.c[]);
