CREATE FOREIGN DATA WRAPPER w OPTIONS (debug 'false', more '1');
CREATE SERVER s TYPE 'x' VERSION '2' FOREIGN DATA WRAPPER w OPTIONS (host 'b', dbname 'd');
CREATE SERVER s2 FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (user 'u');
CREATE FOREIGN TABLE ft (a int OPTIONS (column_name 'y'), b text OPTIONS ("Odd" 'it''s'), c int OPTIONS (column_name 'c')) SERVER s OPTIONS (table_name 'T', schema_name 's');
CREATE FOREIGN TABLE moved (a int) SERVER s2;
CREATE FOREIGN TABLE new (a int OPTIONS (column_name 'x')) SERVER s;
COMMENT ON FOREIGN TABLE ft IS 'two';
COMMENT ON FOREIGN TABLE new IS 'new';
