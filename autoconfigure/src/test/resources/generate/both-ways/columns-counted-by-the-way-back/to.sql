CREATE TABLE t (a int, z int);
CREATE VIEW w AS SELECT x.p, x.q FROM t x(p, q);
