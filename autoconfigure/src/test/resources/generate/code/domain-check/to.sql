CREATE DOMAIN public.d AS int DEFAULT 3 CONSTRAINT small CHECK (VALUE < 10);
CREATE TABLE public.t (n public.d);
