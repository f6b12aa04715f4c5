CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
CREATE VIEW public.v AS SELECT id, a FROM public.t WHERE a > 0;
