CREATE TABLE t (a int);
CREATE FUNCTION opf(int, int) RETURNS bool LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = opf);
CREATE TYPE e AS ENUM ('a');
CREATE FUNCTION te(text) RETURNS e LANGUAGE sql AS $$ SELECT 'a'::e $$;
CREATE CAST (text AS e) WITH FUNCTION te(text) AS ASSIGNMENT;
CREATE COLLATION nc (provider = icu, locale = 'und', deterministic = false);
