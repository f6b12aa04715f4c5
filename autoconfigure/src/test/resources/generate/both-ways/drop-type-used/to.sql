CREATE TABLE t (x text, y int);
