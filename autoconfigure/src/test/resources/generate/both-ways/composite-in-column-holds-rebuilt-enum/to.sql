CREATE TYPE public.mood AS ENUM ('happy', 'ok');
CREATE TYPE public.person AS (name text, mood public.mood);
CREATE TABLE public.t (id int PRIMARY KEY, who public.person, many public.person[], own public.mood);
