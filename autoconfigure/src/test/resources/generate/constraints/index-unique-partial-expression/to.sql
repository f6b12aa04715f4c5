CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
CREATE UNIQUE INDEX i ON public.t (lower(b)) WHERE a IS NOT NULL;
CREATE INDEX j ON public.t USING hash (b);
CREATE INDEX k ON public.t (a DESC NULLS LAST, b text_pattern_ops) INCLUDE (id) WITH (fillfactor = 60);
