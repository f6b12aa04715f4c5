CREATE TABLE public.t (s text);
COMMENT ON COLUMN public.t.s IS 'text';
