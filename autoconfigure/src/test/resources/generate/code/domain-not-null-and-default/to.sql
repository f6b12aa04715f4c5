CREATE DOMAIN public.d AS text DEFAULT 'x' NOT NULL;
CREATE TABLE public.t (a public.d);
