CREATE TABLE public.u (id int PRIMARY KEY);
CREATE TABLE public.t (id int PRIMARY KEY, a int, b text, u int REFERENCES public.u, n int CHECK (n > 0), k text UNIQUE);
