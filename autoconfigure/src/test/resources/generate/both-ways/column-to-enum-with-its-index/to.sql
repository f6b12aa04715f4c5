CREATE TYPE st AS ENUM ('open', 'x');
CREATE TABLE o (id int, status st CONSTRAINT ck CHECK (status <> 'x'));
CREATE INDEX i ON o (id) WHERE status = 'open';
