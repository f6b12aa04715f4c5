CREATE TABLE t (a int, b text, j jsonb);
CREATE INDEX i ON t USING hash (a);
CREATE INDEX i2 ON t USING gin (j jsonb_path_ops) WITH (fastupdate = off);
CREATE INDEX i3 ON t (b text_pattern_ops DESC NULLS LAST) INCLUDE (a) WHERE a > 1;
CREATE INDEX i4 ON t USING brin (a) WITH (pages_per_range = 8);
CREATE INDEX i5 ON t ((a + 1), lower(b) COLLATE "C");
