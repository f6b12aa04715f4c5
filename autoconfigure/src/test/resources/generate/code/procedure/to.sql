CREATE TABLE public.t (a int);
CREATE PROCEDURE public.p(x int) LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.t VALUES (x); END';
