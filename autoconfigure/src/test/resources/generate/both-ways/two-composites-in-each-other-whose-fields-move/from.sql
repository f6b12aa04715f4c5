CREATE TYPE spot AS (x int, y int);
CREATE TYPE stretch AS (a spot, b int);
CREATE TABLE t (id int PRIMARY KEY, l stretch, s spot);
