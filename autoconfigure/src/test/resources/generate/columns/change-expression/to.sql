CREATE TABLE public.t (a int, b int GENERATED ALWAYS AS (a * 3) STORED);
