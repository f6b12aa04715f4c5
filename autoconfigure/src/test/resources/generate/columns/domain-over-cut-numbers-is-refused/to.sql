CREATE DOMAIN public.amount AS integer;
CREATE TABLE public.t (n public.amount);
