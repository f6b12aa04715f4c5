CREATE TABLE u (id int PRIMARY KEY, code text, n int GENERATED ALWAYS AS (code::int) STORED);
