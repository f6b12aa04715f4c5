CREATE TABLE public.t (id int PRIMARY KEY, a int, b text);
ALTER TABLE public.t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
