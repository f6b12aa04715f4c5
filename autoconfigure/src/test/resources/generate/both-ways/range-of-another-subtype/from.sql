CREATE TYPE span AS RANGE (subtype = date);
CREATE TABLE t (id int PRIMARY KEY, s span, m span_multirange);
