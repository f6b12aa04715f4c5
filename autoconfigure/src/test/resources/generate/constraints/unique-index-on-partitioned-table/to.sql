CREATE TABLE public.p (a int, b int) PARTITION BY LIST (a);
CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN (1);
CREATE TABLE public.p2 PARTITION OF public.p DEFAULT;
CREATE UNIQUE INDEX i ON public.p (a, b);
ALTER INDEX public.p1_a_b_idx RENAME TO there;
