CREATE TABLE t (a int, b int, CONSTRAINT ui UNIQUE (a));
