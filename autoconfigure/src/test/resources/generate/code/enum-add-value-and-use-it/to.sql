CREATE TYPE public.color AS ENUM ('red', 'amber', 'green', 'blue');
CREATE TABLE public.t (c public.color DEFAULT 'amber');
