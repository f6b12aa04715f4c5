CREATE TABLE public.t (a int, m serial NOT NULL UNIQUE);
