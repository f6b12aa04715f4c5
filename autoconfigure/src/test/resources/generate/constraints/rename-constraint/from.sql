CREATE TABLE public.t (a int CONSTRAINT old CHECK (a > 0), b int CONSTRAINT k UNIQUE);
