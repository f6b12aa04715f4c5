CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
ALTER TABLE public.t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES public.t (id) ON DELETE SET NULL;
