CREATE TABLE p (id bigserial PRIMARY KEY, n text);
CREATE TABLE c (id bigserial PRIMARY KEY, pid bigint NOT NULL REFERENCES p);
CREATE VIEW v AS SELECT c.id, p.n FROM c JOIN p ON p.id = c.pid;
