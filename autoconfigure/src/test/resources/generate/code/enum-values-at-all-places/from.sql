CREATE TYPE public.e AS ENUM ('b', 'd');
CREATE TABLE public.t (e public.e, es public.e[] DEFAULT '{b}');
