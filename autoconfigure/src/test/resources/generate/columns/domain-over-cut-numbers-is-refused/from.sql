CREATE DOMAIN public.amount AS numeric;
CREATE TABLE public.t (n public.amount);
