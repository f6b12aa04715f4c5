CREATE FUNCTION public.f(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > 0';
CREATE TABLE public.t (id int PRIMARY KEY, a int CHECK (public.f(a)), b text);
