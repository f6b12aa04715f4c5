CREATE TYPE "position" AS (x int, y text);
CREATE TABLE t (v "position");
