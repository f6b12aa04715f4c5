CREATE TYPE e AS ENUM ('a','b','c');
CREATE TABLE t (x e DEFAULT 'b', y e NOT NULL DEFAULT 'b', CHECK (x <> 'b'));
