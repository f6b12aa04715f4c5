CREATE TABLE public.p (a int, b int, "C d" text) PARTITION BY LIST (a);
CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN (1) PARTITION BY LIST (b);
CREATE TABLE public.p1a PARTITION OF public.p1 FOR VALUES IN (1);
CREATE TABLE public."P 1b" PARTITION OF public.p1 DEFAULT;
CREATE TABLE public.p2 PARTITION OF public.p DEFAULT;
CREATE INDEX i ON public.p (lower("C d"), b DESC) WHERE b > 0;
COMMENT ON INDEX public.i IS 'by name';
