CREATE TABLE u (x int);
CREATE TABLE "order" (id serial PRIMARY KEY, "user" serial, n int GENERATED ALWAYS AS IDENTITY);
