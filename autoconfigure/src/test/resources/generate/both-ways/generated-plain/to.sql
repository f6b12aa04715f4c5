CREATE TABLE t (a int, g int);
CREATE INDEX i ON t (g);
