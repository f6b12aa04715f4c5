CREATE TABLE public.t (id bigint PRIMARY KEY, n int, u uuid NOT NULL DEFAULT gen_random_uuid());
COMMENT ON COLUMN public.t.u IS 'one for each row';
