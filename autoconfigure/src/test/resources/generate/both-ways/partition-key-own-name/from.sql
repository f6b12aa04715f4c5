CREATE TABLE p (a int, b int, CONSTRAINT k UNIQUE (a, b)) PARTITION BY LIST (a);
CREATE TABLE p1 (a int, b int, CONSTRAINT mine UNIQUE (a, b));
