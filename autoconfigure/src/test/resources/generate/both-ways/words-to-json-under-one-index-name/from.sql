CREATE TABLE d (id int, body text, EXCLUDE (id WITH =) WHERE (length(body) > 3));
CREATE INDEX i ON d USING gin (to_tsvector('simple', body));
CREATE STATISTICS s ON (lower(body)), id FROM d;
