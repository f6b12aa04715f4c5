CREATE TYPE c AS (a int, m date, b text);
CREATE TYPE e AS (b int, a int);
CREATE TABLE t (id int, v c DEFAULT ROW (1, NULL, 'x'), w c[], e e);
