CREATE TABLE t (a int, m int, z text);
CREATE FUNCTION f() RETURNS SETOF t LANGUAGE sql AS 'SELECT a, m + 0, z FROM t';
