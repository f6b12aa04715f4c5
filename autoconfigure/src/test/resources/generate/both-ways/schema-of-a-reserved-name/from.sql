CREATE SCHEMA "user";
CREATE TABLE "user".p (a int) PARTITION BY LIST (a);
CREATE TABLE "user".b (x int);
