CREATE TABLE t (a int, m int, z int);
CREATE FUNCTION f(n int) RETURNS SETOF t LANGUAGE sql AS 'INSERT INTO t ( a, m, z) VALUES (n, n, n) RETURNING *';
