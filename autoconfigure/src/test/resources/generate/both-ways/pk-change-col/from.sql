CREATE TABLE t (a int, b int, PRIMARY KEY (a));
CREATE TABLE o (x int REFERENCES t);
