CREATE TABLE t (a varchar(3), b char(9), c numeric(5,1), d timestamptz);
