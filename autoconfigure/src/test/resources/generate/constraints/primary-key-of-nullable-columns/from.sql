CREATE TABLE public.t (a int, b int);
CREATE TABLE public.p (a int) PARTITION BY LIST (a);
CREATE TABLE public.p1 PARTITION OF public.p DEFAULT;
CREATE TABLE public.u (a int);
