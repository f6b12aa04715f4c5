CREATE TABLE p (id int, note text);
CREATE TABLE c (a int);
