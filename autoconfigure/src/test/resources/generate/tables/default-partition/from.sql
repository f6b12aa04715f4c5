CREATE TABLE public.p (a int) PARTITION BY LIST (a);
