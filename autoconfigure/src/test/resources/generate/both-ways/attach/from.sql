CREATE TABLE p (a int, b text) PARTITION BY LIST (a);
CREATE TABLE p1 (a int, b text);
CREATE INDEX p1i ON p1 (b);
