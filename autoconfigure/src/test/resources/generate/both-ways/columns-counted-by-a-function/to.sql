CREATE TABLE t (a int, m int, z int);
CREATE FUNCTION f(n int) RETURNS SETOF t LANGUAGE sql AS 'SELECT t.a, t.m, t.z FROM t WHERE a > n';
