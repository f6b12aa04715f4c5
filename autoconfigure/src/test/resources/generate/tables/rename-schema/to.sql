CREATE SCHEMA new;
CREATE TABLE new.t (id serial);
CREATE VIEW new.v AS SELECT id FROM new.t;
