CREATE TYPE a AS ENUM ('x');
CREATE DOMAIN r AS text;
CREATE TABLE t (v a, w r, z a[]);
