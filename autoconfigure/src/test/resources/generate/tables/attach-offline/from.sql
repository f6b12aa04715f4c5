CREATE TABLE public.p (a int) PARTITION BY LIST (a);
CREATE TABLE public.p1 (a int);
