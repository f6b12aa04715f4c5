CREATE TYPE public.color AS ENUM ('red');
CREATE FUNCTION public.f(public.color) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
