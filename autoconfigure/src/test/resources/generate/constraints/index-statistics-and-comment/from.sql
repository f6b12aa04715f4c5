CREATE TABLE public.t (a int, b int);
CREATE INDEX i ON public.t ((a + b));
