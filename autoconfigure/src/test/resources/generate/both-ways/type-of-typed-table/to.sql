CREATE TYPE ty AS (a bigint, b text, c date);
CREATE TABLE t OF ty (a PRIMARY KEY);
