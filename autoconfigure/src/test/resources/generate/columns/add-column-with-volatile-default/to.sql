CREATE TABLE public.t (id int, u uuid NOT NULL DEFAULT gen_random_uuid());
