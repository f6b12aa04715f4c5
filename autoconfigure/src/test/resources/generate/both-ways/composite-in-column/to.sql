CREATE TYPE c AS (x bigint, y text);
CREATE TABLE t (a c);
