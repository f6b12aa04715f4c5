CREATE TABLE t (a int, z text);
