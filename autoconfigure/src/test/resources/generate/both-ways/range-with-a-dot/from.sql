CREATE TYPE "My.Range" AS RANGE (subtype = int4);
CREATE TABLE t (a int);
