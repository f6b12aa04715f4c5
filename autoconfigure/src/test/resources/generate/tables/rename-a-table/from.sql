CREATE TABLE public.customer (id int PRIMARY KEY, name text);
CREATE INDEX by_name ON public.customer (name);
