CREATE TYPE i AS (x int, y text);
CREATE TYPE o AS (i i, z int);
CREATE TABLE t (v o);
