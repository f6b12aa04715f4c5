CREATE TABLE p (a int, b int, CONSTRAINT pc CHECK (b > 0));
CREATE TABLE q (a int NOT NULL, g int GENERATED ALWAYS AS (a + 1) STORED);
CREATE TABLE r (a int);
CREATE TABLE one (z int) INHERITS (q, p);
CREATE TABLE two (z int) INHERITS (p, q);
CREATE TABLE three (z int) INHERITS (q, r);
