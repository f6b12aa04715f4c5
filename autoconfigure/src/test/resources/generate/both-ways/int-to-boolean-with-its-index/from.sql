CREATE TABLE u (id int, active int CHECK (active IN (0, 1)));
CREATE INDEX i ON u (id) WHERE active = 1;
CREATE UNIQUE INDEX j ON u (id, (active + 1));
