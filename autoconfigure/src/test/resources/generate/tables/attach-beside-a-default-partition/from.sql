CREATE TABLE public.p (a int, b text) PARTITION BY LIST (a);
CREATE TABLE public.rest PARTITION OF public.p DEFAULT;
CREATE TABLE public."One" (a int, b text);
