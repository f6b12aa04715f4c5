CREATE TABLE public.t (id int) WITH (fillfactor = 60);
