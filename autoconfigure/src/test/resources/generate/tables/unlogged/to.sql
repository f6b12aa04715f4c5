CREATE UNLOGGED TABLE public.t (id int);
