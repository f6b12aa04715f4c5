CREATE TABLE public.t (id int, day date) PARTITION BY RANGE (day);
CREATE TABLE public.t_1 PARTITION OF public.t DEFAULT;
