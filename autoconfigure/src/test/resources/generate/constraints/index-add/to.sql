CREATE TABLE public.t (a int, b text);
CREATE UNIQUE INDEX t_a ON public.t (a) WHERE b IS NOT NULL;
CREATE INDEX t_b ON public.t (lower(b) text_pattern_ops DESC) INCLUDE (a);
COMMENT ON INDEX public.t_b IS 'search';
