CREATE TABLE public.t (a varchar(10) DEFAULT 'x');
CREATE INDEX i ON public.t (a);
