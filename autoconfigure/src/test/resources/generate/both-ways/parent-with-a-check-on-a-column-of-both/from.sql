CREATE TABLE vehicle (wheels int, CONSTRAINT rolls CHECK (wheels > 1));
CREATE TABLE bike (wheels int, gears int);
CREATE TABLE cart (wheels int);
