CREATE TABLE o (id int, status text CONSTRAINT ck CHECK (status <> 'x'));
CREATE INDEX i ON o (id) WHERE status = 'open';
