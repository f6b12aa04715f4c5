CREATE COLLATION nc (provider = icu, locale = 'und');
CREATE TABLE t (a text COLLATE nc, b text);
CREATE STATISTICS s ON (b COLLATE nc), a FROM t;
