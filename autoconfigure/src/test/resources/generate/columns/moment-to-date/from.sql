CREATE TABLE public.t (at timestamptz);
