CREATE TABLE a (id int, n int);
CREATE FUNCTION a_next() RETURNS int LANGUAGE sql AS 'SELECT coalesce(max(n), 0) + 1 FROM a';
ALTER TABLE a ALTER n SET DEFAULT a_next();
CREATE TABLE t (id int, no int);
CREATE FUNCTION next_no() RETURNS int LANGUAGE sql AS 'SELECT coalesce(max(no), 0) + 1 FROM t';
ALTER TABLE t ALTER no SET DEFAULT next_no();
CREATE FUNCTION fits(i int) RETURNS boolean LANGUAGE sql AS 'SELECT NOT EXISTS (SELECT FROM t WHERE t.no > i)';
ALTER TABLE t ADD CHECK (fits(no));
