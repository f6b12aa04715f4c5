CREATE TABLE t (a int, c text, CONSTRAINT k UNIQUE (c));
CREATE INDEX i ON t (c);
