CREATE TABLE t (id text PRIMARY KEY, r double precision DEFAULT random());
