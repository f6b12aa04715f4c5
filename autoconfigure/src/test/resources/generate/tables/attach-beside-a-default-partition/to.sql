CREATE TABLE public.p (a int, b text) PARTITION BY LIST (a);
CREATE TABLE public.rest PARTITION OF public.p DEFAULT;
CREATE TABLE public."One" PARTITION OF public.p FOR VALUES IN (1, 2);
