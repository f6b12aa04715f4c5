CREATE TABLE public.t (n int CONSTRAINT positive CHECK (n > 0));
