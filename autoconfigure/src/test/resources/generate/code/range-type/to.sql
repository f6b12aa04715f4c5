CREATE TYPE public.r AS RANGE (subtype = numeric);
CREATE TABLE public.t (x public.r);
