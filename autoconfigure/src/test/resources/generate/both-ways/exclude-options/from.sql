CREATE TABLE public.t (id int PRIMARY KEY, r int4range, EXCLUDE USING gist (r WITH &&) WITH (fillfactor = 70));
