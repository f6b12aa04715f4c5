CREATE TYPE spot AS (y int, x int);
CREATE TYPE stretch AS (b int, a spot);
CREATE TABLE t (id int PRIMARY KEY, l stretch, s spot);
