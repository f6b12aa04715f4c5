CREATE TYPE spot AS (y int, x int);
CREATE TYPE r AS RANGE (SUBTYPE = spot);
CREATE TABLE t (id int PRIMARY KEY, v r);
