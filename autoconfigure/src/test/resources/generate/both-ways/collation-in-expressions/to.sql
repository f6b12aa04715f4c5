CREATE COLLATION nc (provider = icu, locale = 'de');
CREATE DOMAIN word AS text COLLATE nc;
CREATE TABLE t (a text COLLATE nc, b text, w word, ws word[], CHECK (b COLLATE nc <> 'x'));
CREATE INDEX i ON t (b COLLATE nc);
CREATE VIEW v AS SELECT a, b COLLATE nc AS c FROM t;
