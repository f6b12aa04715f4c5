CREATE TABLE public.t (id int PRIMARY KEY, r int4range, EXCLUDE USING gist (r WITH &&) WITH (fillfactor = 80, buffering = auto) WHERE (id > 5));
CREATE TABLE public.u (id int PRIMARY KEY, r int4range, EXCLUDE USING gist (r WITH &&) WITH (fillfactor = 80, buffering = auto) DEFERRABLE);
