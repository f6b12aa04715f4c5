CREATE TABLE public.p (k int4range NOT NULL, r int4range, CONSTRAINT no_overlap EXCLUDE USING gist (k WITH =, r WITH &&) WITH (fillfactor = 80)) PARTITION BY RANGE (k);
CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES FROM ('[1,2)') TO ('[50,51)');
ALTER INDEX public.p1_k_r_excl SET (fillfactor = 60);
