CREATE SEQUENCE taken;
CREATE TABLE t (id int, last bigint DEFAULT currval('taken'));
