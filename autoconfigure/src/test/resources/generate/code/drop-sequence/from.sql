CREATE SEQUENCE public.s START 5;
CREATE TABLE public.t (n int);
