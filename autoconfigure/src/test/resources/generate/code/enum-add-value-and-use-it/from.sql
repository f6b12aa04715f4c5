CREATE TYPE public.color AS ENUM ('red', 'green');
CREATE TABLE public.t (c public.color DEFAULT 'red');
