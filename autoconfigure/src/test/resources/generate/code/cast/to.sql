CREATE TYPE public.color AS ENUM ('red');
CREATE FUNCTION public.f(public.color) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (public.color AS int) WITH FUNCTION public.f(public.color);
