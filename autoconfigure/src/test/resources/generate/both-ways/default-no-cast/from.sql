CREATE TYPE e AS ENUM ('x','y');
CREATE TABLE t (a text DEFAULT 'x');
