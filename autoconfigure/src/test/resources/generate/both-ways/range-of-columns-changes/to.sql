CREATE TYPE numbers AS RANGE (SUBTYPE = numeric);
CREATE TYPE weights AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE TABLE t (id int PRIMARY KEY, n numbers, w weights DEFAULT weights(1, 2), m weights_multirange, EXCLUDE USING gist (w WITH &&));
