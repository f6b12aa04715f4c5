CREATE TABLE t (a int DEFAULT 5, b int);
