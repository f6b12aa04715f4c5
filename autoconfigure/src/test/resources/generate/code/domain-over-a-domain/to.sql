CREATE DOMAIN public.d AS int CHECK (VALUE > 0);
CREATE DOMAIN public.e AS public.d CHECK (VALUE < 9);
CREATE TABLE public.t (a public.e DEFAULT 5);
