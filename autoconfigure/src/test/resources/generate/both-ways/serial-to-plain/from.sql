CREATE TABLE t (a serial, b int);
