CREATE TABLE public.t (a int, g int GENERATED ALWAYS AS (a + 1) STORED, CHECK (a > 0));
