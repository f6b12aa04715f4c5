COMMENT ON SCHEMA public IS 'mine';
CREATE TABLE t (a int);
