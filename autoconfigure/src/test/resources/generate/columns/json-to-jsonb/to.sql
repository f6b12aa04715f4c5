CREATE TABLE public.t (a jsonb DEFAULT '{}');
