CREATE TYPE public.spot AS (x int, y int);
CREATE TYPE public.line AS (a public.spot, b public.spot);
CREATE TABLE public.t (id int PRIMARY KEY, l public.line);
