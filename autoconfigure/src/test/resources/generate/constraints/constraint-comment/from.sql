CREATE TABLE public.t (id int CONSTRAINT c CHECK (id > 0));
