CREATE TYPE public.state AS ENUM ('a');
CREATE SEQUENCE public.n;
CREATE TABLE public.t (m public.state DEFAULT 'a');
