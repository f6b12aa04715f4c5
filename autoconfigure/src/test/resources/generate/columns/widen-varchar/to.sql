CREATE TABLE public.t (s varchar(20));
