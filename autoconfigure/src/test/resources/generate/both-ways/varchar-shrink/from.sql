CREATE TABLE t (a varchar(20), b char(5), c numeric(10,2), d timestamp);
