CREATE TABLE p (a int, b int, CONSTRAINT ck CHECK (b > 0)) PARTITION BY LIST (a);
CREATE TABLE p1 (a int, b int);
