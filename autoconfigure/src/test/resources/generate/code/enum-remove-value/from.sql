CREATE TYPE public.color AS ENUM ('red', 'green', 'blue');
CREATE TABLE public.t (c public.color DEFAULT 'red', l public.color[]);
CREATE VIEW public.v AS SELECT c FROM public.t WHERE c <> 'red';
