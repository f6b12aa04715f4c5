CREATE TABLE a (id int);
CREATE TABLE o (id serial PRIMARY KEY, total numeric DEFAULT 1, discount numeric);
CREATE FUNCTION ok(o) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).discount <= ($1).total';
ALTER TABLE o ADD CONSTRAINT c CHECK (ok(o));
COMMENT ON CONSTRAINT c ON o IS 'fits';
