CREATE TYPE "position" AS ENUM ('a', 'c');
CREATE TABLE t (x "position" DEFAULT 'a', y "position"[]);
