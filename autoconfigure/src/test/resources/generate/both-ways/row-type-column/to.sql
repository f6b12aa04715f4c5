CREATE TABLE b (x int, y int, z int);
CREATE TABLE c (r b);
