CREATE TABLE p (id serial PRIMARY KEY, n text);
CREATE TABLE c (id serial PRIMARY KEY, pid int NOT NULL REFERENCES p);
CREATE VIEW v AS SELECT c.id, p.n FROM c JOIN p ON p.id = c.pid;
