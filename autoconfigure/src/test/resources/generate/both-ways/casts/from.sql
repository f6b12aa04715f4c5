CREATE TABLE t (a text, b text, c jsonb, d text[], e int, f varchar);
