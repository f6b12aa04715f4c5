CREATE TABLE public.p (id int NOT NULL, day date, u uuid NOT NULL DEFAULT gen_random_uuid()) PARTITION BY RANGE (day);
CREATE TABLE public.p_1 PARTITION OF public.p DEFAULT;
