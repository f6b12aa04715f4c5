CREATE TABLE u (id int PRIMARY KEY, code text, n int);
CREATE INDEX i ON u (id) WHERE code::int > 0;
CREATE STATISTICS s ON (1 / (n - 1)), id FROM u;
