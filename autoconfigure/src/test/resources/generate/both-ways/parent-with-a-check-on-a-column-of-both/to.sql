CREATE TABLE vehicle (wheels int, doors int, CONSTRAINT rolls CHECK (wheels > 1));
CREATE TABLE bike (wheels int DEFAULT 2, gears int) INHERITS (vehicle);
CREATE TABLE cart (wheels int, CONSTRAINT rolls CHECK (wheels > 1)) INHERITS (vehicle);
