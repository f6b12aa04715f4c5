CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
CREATE INDEX i ON p (b);
CREATE TABLE p1 (a int, b int);
CREATE INDEX idx ON p1 (b);
