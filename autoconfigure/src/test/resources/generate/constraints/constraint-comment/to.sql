CREATE TABLE public.t (id int CONSTRAINT c CHECK (id > 0));
COMMENT ON CONSTRAINT c ON public.t IS 'positive';
