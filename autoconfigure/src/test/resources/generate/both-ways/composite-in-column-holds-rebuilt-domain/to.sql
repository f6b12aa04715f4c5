CREATE DOMAIN public.code AS varchar(20);
CREATE TYPE public.line AS (a public.code, b int);
CREATE TABLE public.t (id int PRIMARY KEY, l public.line);
