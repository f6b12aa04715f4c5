CREATE TABLE t (a int, b int, c int);
CREATE INDEX i ON t (b);
CREATE UNIQUE INDEX i_new ON t (c);
