CREATE EXTENSION hstore;
CREATE TABLE public.search (id int, words tsquery, terms hstore);
