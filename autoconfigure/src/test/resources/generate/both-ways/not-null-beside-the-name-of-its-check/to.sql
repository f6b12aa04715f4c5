CREATE TABLE t (id int PRIMARY KEY, c text NOT NULL, CONSTRAINT t_c_not_null_check CHECK (c <> ''));
