CREATE TABLE u (id int, active boolean);
CREATE INDEX i ON u (id) WHERE active;
CREATE UNIQUE INDEX j ON u (id, (NOT active));
