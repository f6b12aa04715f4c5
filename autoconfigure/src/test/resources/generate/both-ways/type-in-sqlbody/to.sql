CREATE TABLE t (a int, b bigint);
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(b)::bigint FROM t; END;
