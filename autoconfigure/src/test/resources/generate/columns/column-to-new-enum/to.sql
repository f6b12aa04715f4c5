CREATE TYPE public.color AS ENUM ('red', 'green');
CREATE TABLE public.t (s public.color);
