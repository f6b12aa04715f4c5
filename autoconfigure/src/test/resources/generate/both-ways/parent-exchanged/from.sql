CREATE TABLE base (a int, b int CONSTRAINT bc CHECK (b > 0));
CREATE TABLE other (a int, e int);
CREATE TABLE kid (c int) INHERITS (base);
CREATE TABLE grandchild (d int) INHERITS (kid);
CREATE TABLE nephew (f int) INHERITS (base);
