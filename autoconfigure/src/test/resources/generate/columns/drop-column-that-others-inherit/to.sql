CREATE TABLE public.b (x int CHECK (x > 0));
CREATE TABLE public.c (z int) INHERITS (public.b);
