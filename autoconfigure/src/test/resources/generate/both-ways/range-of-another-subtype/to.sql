CREATE TYPE span AS RANGE (subtype = timestamp);
CREATE TABLE t (id int PRIMARY KEY, s span, m span_multirange);
