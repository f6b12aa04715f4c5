CREATE TYPE i AS (x int);
CREATE TYPE o AS (i i, z int);
CREATE TABLE t (v o, w o[]);
