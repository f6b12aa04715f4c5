CREATE TYPE "position" AS ENUM ('a', 'b', 'c');
CREATE TABLE t (x "position" DEFAULT 'a', y "position"[]);
