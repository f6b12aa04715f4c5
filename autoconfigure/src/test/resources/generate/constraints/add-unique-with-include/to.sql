CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
ALTER TABLE public.t ADD CONSTRAINT k UNIQUE (a) INCLUDE (b);
