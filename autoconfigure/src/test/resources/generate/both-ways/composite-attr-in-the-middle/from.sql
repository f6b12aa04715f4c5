CREATE TYPE c AS (a int, b text);
CREATE TYPE e AS (a int, b int);
CREATE TABLE t (id int, v c DEFAULT ROW (1, 'x'), w c[], e e);
