CREATE TABLE public.p (a int, b int, PRIMARY KEY (a, b)) PARTITION BY HASH (a);
CREATE INDEX i ON public.p (b);
