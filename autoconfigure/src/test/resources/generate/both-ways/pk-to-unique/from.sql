CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE TABLE o (x int REFERENCES t (a));
