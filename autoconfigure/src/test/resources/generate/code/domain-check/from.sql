CREATE DOMAIN public.d AS int CHECK (VALUE > 0);
CREATE TABLE public.t (n public.d);
