CREATE TABLE t (a int, b int, c int, CONSTRAINT ck CHECK (a > b));
CREATE INDEX i ON t (a, b);
CREATE STATISTICS s ON a, b FROM t;
