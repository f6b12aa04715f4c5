CREATE TABLE public.t (n serial NOT NULL UNIQUE, a int);
