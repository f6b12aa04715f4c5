CREATE TABLE public.a (id int PRIMARY KEY, b int);
CREATE TABLE public.b (id int PRIMARY KEY, a int REFERENCES public.a);
ALTER TABLE public.a ADD FOREIGN KEY (b) REFERENCES public.b;
CREATE TABLE public.c (id int);
