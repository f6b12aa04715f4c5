CREATE TABLE t (a int, b text, CONSTRAINT k UNIQUE (b));
CREATE INDEX i ON t (b);
