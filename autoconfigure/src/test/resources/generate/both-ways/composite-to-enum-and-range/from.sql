CREATE TYPE a AS (x int);
CREATE TYPE r AS RANGE (SUBTYPE = int);
CREATE TABLE t (v a, w r, z a[]);
