CREATE TYPE c AS (x numeric(10,4));
CREATE TABLE t (v c);
