CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE public.person AS (name text, mood public.mood);
CREATE TABLE public.t (id int PRIMARY KEY, who public.person, many public.person[], own public.mood);
