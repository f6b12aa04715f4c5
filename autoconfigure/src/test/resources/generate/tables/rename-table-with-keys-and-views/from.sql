CREATE TABLE public.a (id serial PRIMARY KEY);
CREATE TABLE public.u (a int CONSTRAINT k REFERENCES public.a);
CREATE VIEW public.v AS SELECT id FROM public.a;
