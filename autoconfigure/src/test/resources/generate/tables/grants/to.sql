CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
CREATE SEQUENCE public.s;
GRANT INSERT ON public.t TO pg_monitor WITH GRANT OPTION;
GRANT UPDATE (a) ON public.t TO PUBLIC;
GRANT USAGE ON SEQUENCE public.s TO pg_monitor;
