CREATE COLLATION nc (provider = icu, locale = 'und');
CREATE TABLE t (a text COLLATE nc);
CREATE INDEX i ON t (a);
