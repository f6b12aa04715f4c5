CREATE TABLE public.p (id int, day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE public.p_2025 (id int, day date NOT NULL);
