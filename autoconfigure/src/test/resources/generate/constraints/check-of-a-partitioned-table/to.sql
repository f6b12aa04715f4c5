CREATE TABLE public.p (a int, b int CONSTRAINT positive CHECK (b > 0)) PARTITION BY LIST (a);
CREATE TABLE public.p_1 PARTITION OF public.p DEFAULT;
