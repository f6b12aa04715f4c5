CREATE TABLE t (a int, b int);
CREATE UNIQUE INDEX ui ON t (a);
