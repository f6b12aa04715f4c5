CREATE TABLE t (id int, a int NOT NULL, r double precision DEFAULT random(), PRIMARY KEY (id, a));
