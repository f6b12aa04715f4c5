CREATE TABLE b (x bigint, y int, n text DEFAULT 'n', CHECK (x > 0));
CREATE TABLE c (z int) INHERITS (b);
