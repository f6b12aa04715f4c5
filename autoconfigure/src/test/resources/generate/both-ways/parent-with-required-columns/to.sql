CREATE TABLE base (created int NOT NULL, CONSTRAINT late CHECK (created > 5));
CREATE TABLE u (id int PRIMARY KEY) INHERITS (base);
