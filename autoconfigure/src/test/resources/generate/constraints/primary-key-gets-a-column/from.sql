CREATE TABLE public.t (a int PRIMARY KEY, b int NOT NULL);
CREATE TABLE public.u (t int);
