CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
CREATE RECURSIVE VIEW public.n (x) AS SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 9;
