CREATE TABLE public.t (a text DEFAULT 'x');
CREATE INDEX i ON public.t (a);
