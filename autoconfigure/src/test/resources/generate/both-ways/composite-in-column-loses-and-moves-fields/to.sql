CREATE TYPE public.spot AS (z int, x int);
CREATE TYPE public.line AS ("from" public.spot, till public.spot, n text);
CREATE TYPE public.way AS (l public.line, m text);
CREATE TABLE public.t (id int PRIMARY KEY, l public.line, w public.way, s public.spot);
