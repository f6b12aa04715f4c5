CREATE TABLE public.t (id int NOT NULL UNIQUE, u double precision DEFAULT random());
