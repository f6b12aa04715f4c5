CREATE TABLE public.p (a int, b int) PARTITION BY LIST (b);
