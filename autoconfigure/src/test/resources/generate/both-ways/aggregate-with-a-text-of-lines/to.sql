CREATE TABLE t (a int, b int);
CREATE AGGREGATE joined(text) (SFUNC = textcat, STYPE = text, INITCOND = E'first\nsecond');
