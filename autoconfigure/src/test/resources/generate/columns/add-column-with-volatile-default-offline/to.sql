CREATE TABLE public.t (id int PRIMARY KEY, u uuid NOT NULL DEFAULT gen_random_uuid());
