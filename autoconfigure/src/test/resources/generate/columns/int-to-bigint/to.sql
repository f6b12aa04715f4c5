CREATE TABLE public.t (n bigint);
