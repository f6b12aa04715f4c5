CREATE TABLE b (x int, y int);
CREATE TABLE c (z int) INHERITS (b);
