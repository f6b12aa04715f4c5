CREATE TABLE public.t (a int CONSTRAINT new CHECK (a > 0), b int CONSTRAINT l UNIQUE);
