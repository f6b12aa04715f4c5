CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm;
CREATE TABLE t (a int, b citext);
CREATE INDEX i ON t USING gin ((b::text) gin_trgm_ops);
