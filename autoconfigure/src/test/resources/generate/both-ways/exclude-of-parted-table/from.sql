CREATE TABLE public.p (k int4range NOT NULL, r int4range) PARTITION BY RANGE (k);
CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES FROM ('[1,2)') TO ('[50,51)');
