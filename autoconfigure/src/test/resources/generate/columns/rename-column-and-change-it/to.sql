CREATE TABLE public.t (id int PRIMARY KEY, email text NOT NULL);
CREATE VIEW public.v AS SELECT email AS mail FROM public.t;
