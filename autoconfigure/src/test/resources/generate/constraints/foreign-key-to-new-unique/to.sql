CREATE TABLE public.a (id int UNIQUE);
CREATE TABLE public.b (a int REFERENCES public.a (id));
