CREATE TYPE public.e AS ENUM ('a', 'b', 'c', 'd', 'e');
CREATE TABLE public.t (e public.e, es public.e[] DEFAULT '{b}');
