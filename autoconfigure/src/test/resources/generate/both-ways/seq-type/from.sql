CREATE SEQUENCE s AS int;
CREATE TABLE t (a bigint DEFAULT nextval('s'));
