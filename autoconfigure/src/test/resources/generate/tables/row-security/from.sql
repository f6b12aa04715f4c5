CREATE TABLE public.t (id int, who text);
