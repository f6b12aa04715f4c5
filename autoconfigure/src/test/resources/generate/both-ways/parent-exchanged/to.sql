CREATE TABLE base (a int, b int CONSTRAINT bc CHECK (b > 0));
CREATE TABLE mid (m text) INHERITS (base);
CREATE TABLE other (a int, e int);
CREATE TABLE kid (c int, e int DEFAULT 4) INHERITS (other);
CREATE TABLE grandchild (d int) INHERITS (kid);
CREATE TABLE nephew (f int) INHERITS (mid);
