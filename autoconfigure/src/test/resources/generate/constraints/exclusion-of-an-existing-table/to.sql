CREATE TABLE public.t (r int4range, CONSTRAINT x EXCLUDE USING gist (r WITH &&));
