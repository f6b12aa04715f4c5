CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
CREATE TABLE public.u (id int);
