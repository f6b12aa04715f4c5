CREATE TYPE fr AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TABLE t (a int, r fr, EXCLUDE USING gist (r WITH &&));
