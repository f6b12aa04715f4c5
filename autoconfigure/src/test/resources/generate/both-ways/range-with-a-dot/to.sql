CREATE TYPE "My.Range" AS RANGE (subtype = int8);
CREATE TABLE t (a int);
