CREATE TABLE public.t (a int);
CREATE INDEX i ON public.t (a);
ALTER TABLE public.t CLUSTER ON i;
