CREATE TYPE public.mood AS ENUM ('happy', 'ok');
CREATE TYPE public.person AS (name text, mood public.mood);
CREATE TABLE public.t (id int PRIMARY KEY, who public.person DEFAULT ROW('x', 'ok'), CHECK ((who).mood <> 'ok'));
CREATE VIEW public.v AS SELECT who FROM public.t WHERE (who).mood = 'ok';
CREATE FUNCTION public.f(p public.person) RETURNS text LANGUAGE sql AS 'SELECT (p).name';
