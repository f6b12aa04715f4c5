CREATE TABLE public.p (id int, name text);
CREATE TABLE public.c (extra int) INHERITS (public.p);
