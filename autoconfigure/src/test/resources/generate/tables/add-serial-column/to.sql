CREATE TABLE public.t (name text, id bigserial);
