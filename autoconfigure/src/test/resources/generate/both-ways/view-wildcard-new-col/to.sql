CREATE TABLE t (a int, m int, z int);
CREATE VIEW v AS SELECT * FROM t;
