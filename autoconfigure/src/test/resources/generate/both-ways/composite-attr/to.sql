CREATE TYPE c AS (x bigint, z text);
CREATE TABLE t (a int);
