CREATE TABLE public.t (id int PRIMARY KEY);
CREATE TABLE public.u (t int CONSTRAINT k REFERENCES public.t);
