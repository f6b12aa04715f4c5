CREATE TABLE public.t (a int, b int);
CREATE INDEX i ON public.t ((a + b));
ALTER INDEX public.i ALTER COLUMN 1 SET STATISTICS 500;
COMMENT ON INDEX public.i IS 'sum';
