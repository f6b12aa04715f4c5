CREATE TABLE t (id serial PRIMARY KEY, n text);
CREATE TABLE u (id serial PRIMARY KEY, n text);
