CREATE TYPE public.mood AS ENUM ('a');
CREATE SEQUENCE public.s;
CREATE TABLE public.t (m public.mood DEFAULT 'a');
