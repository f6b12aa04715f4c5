CREATE TABLE public.u (id int);
