CREATE TYPE pair AS (x int, y int);
CREATE TABLE t (id int PRIMARY KEY, u0 int, ps pair[]);
