CREATE SCHEMA old;
CREATE TABLE old.t (id serial);
CREATE VIEW old.v AS SELECT id FROM old.t;
