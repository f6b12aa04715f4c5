CREATE TABLE t (id int PRIMARY KEY, r int4range, CONSTRAINT ax EXCLUDE USING gist ((r * '[0,9)'::int4range) WITH &&));
