CREATE TABLE public.t (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE public.p (a int PRIMARY KEY) PARTITION BY LIST (a);
CREATE TABLE public.p1 PARTITION OF public.p DEFAULT;
CREATE TABLE public.u (a int REFERENCES public.p);
