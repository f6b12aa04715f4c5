CREATE TABLE b (x int, y int);
CREATE TABLE c (r b);
