CREATE TABLE "order" (id serial PRIMARY KEY, "user" serial);
