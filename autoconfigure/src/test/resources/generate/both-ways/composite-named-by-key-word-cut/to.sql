CREATE TYPE "position" AS (x int);
CREATE TABLE t (v "position");
