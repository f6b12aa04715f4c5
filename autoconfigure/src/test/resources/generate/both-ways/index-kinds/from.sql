CREATE TABLE t (a int, b text, j jsonb);
CREATE INDEX i ON t (a);
