CREATE TABLE public.p (id int NOT NULL, day date) PARTITION BY RANGE (day);
CREATE TABLE public.p_1 PARTITION OF public.p DEFAULT;
