CREATE TYPE e AS ENUM ('a', 'b');
CREATE TYPE r AS RANGE (SUBTYPE = e);
CREATE DOMAIN d AS r CHECK (NOT isempty(VALUE));
CREATE TYPE c AS (v r, m r_multirange, n int);
CREATE TABLE t (id int PRIMARY KEY, v r DEFAULT r('a', 'b'), vs r[], m r_multirange, c c, d d);
