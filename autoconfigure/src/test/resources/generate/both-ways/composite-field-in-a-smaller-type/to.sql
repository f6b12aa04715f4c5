CREATE TYPE c AS (x numeric(10,2));
CREATE TABLE t (v c);
