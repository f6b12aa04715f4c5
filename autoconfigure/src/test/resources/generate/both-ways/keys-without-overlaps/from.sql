CREATE TABLE t (id int4range, v daterange NOT NULL, w daterange);
