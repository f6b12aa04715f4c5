CREATE TABLE public.b (x int CHECK (x > 0), n text DEFAULT 'n');
CREATE TABLE public.c (z int) INHERITS (public.b);
