CREATE TABLE public.t (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE public.u (x int, y int);
