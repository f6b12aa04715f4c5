CREATE TABLE public.t (a int, b int NOT NULL, PRIMARY KEY (a, b));
CREATE TABLE public.u (t int, b int, FOREIGN KEY (t, b) REFERENCES public.t);
