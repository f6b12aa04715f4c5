CREATE TYPE zc AS (b text, a int);
CREATE TYPE ac AS (l zc[]);
CREATE TABLE t (a int, c ac[]);
