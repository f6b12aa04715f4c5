CREATE TABLE public.t (n int CONSTRAINT c CHECK (n > 0));
