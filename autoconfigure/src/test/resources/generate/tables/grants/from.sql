CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
GRANT SELECT ON public.t TO pg_monitor;
