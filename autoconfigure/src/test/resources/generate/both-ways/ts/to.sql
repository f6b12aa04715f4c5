CREATE TEXT SEARCH CONFIGURATION cfg (COPY = simple);
CREATE TABLE t (a text, v tsvector GENERATED ALWAYS AS (to_tsvector('simple', coalesce(a, ''))) STORED);
CREATE INDEX i ON t USING gin (v);
