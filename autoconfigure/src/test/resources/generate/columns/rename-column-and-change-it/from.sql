CREATE TABLE public.t (id int PRIMARY KEY, mail varchar(20));
CREATE VIEW public.v AS SELECT mail FROM public.t;
