CREATE TABLE public.t (b int, g int GENERATED ALWAYS AS (b + 1) STORED, CONSTRAINT t_a_check CHECK (b > 0));
