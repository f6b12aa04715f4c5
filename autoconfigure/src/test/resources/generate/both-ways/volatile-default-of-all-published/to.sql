CREATE TABLE t (a int, u uuid DEFAULT gen_random_uuid());
CREATE TABLE k (a int PRIMARY KEY, u uuid DEFAULT gen_random_uuid());
CREATE PUBLICATION p FOR ALL TABLES;
