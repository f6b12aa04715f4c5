CREATE TABLE public.p (a int) PARTITION BY HASH (a);
CREATE TABLE public.p0 (a int);
