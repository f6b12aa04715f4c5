CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
ALTER TABLE public.t OWNER TO pg_monitor;
