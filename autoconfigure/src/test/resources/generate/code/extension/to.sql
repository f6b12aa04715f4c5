CREATE EXTENSION citext WITH SCHEMA public;
CREATE TABLE public.t (c public.citext);
