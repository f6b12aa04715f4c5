CREATE TABLE t (a int, u uuid DEFAULT gen_random_uuid());
CREATE PUBLICATION p FOR TABLE t;
