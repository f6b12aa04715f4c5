CREATE TABLE t (a serial PRIMARY KEY, b int);
