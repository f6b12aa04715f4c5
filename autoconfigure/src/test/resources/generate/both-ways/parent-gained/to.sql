CREATE TABLE p (id int NOT NULL, note text DEFAULT 'x', CONSTRAINT ck CHECK (id > 0));
CREATE TABLE c (a int) INHERITS (p);
