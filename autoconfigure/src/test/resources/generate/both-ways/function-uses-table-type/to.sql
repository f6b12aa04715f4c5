CREATE TABLE t (a int, b bigint, c int);
CREATE FUNCTION f(t) RETURNS int LANGUAGE sql AS 'SELECT 1';
