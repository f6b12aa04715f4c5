CREATE TYPE fr AS RANGE (subtype = float8);
CREATE TABLE t (a int);
