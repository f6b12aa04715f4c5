CREATE COLLATION nc (provider = icu, locale = 'und', deterministic = false);
CREATE TABLE t (a text COLLATE nc);
CREATE INDEX i ON t (a);
