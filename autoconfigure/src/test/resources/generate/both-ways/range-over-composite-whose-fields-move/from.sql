CREATE TYPE spot AS (x int, y int);
CREATE TYPE r AS RANGE (SUBTYPE = spot);
CREATE TABLE t (id int PRIMARY KEY, v r);
