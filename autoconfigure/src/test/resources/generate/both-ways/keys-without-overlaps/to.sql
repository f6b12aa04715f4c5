CREATE TABLE t (id int4range, v daterange NOT NULL, w daterange, PRIMARY KEY (id, v WITHOUT OVERLAPS), UNIQUE (id, w WITHOUT OVERLAPS));
