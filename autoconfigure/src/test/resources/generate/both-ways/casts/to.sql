CREATE TABLE t (a uuid, b boolean, c text, d int[], e boolean, f date);
