CREATE TABLE d (id int, body jsonb, EXCLUDE (id WITH =) WHERE (body ? 'a'));
CREATE INDEX i ON d USING gin (body);
CREATE STATISTICS s ON (body ->> 'a'), id FROM d;
