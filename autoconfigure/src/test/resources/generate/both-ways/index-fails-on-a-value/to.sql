CREATE TABLE u (id int PRIMARY KEY, code text);
CREATE INDEX i ON u ((code::int));
