CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE public.t (id int PRIMARY KEY, a int DEFAULT public.f(), b text);
