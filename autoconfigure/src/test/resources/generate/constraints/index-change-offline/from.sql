CREATE TABLE public.t (a int, b text);
CREATE INDEX i ON public.t (a);
