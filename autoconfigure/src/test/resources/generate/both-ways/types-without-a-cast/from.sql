CREATE TABLE a (id serial PRIMARY KEY, n text);
CREATE TABLE b (x int, y boolean, z timestamp, j jsonb);
