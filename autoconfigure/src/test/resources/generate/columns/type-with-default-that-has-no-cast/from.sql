CREATE TABLE public.t (n text DEFAULT 'x');
