CREATE TABLE public.t (a int);
CREATE TYPE public.later;
