CREATE SCHEMA "user";
CREATE TABLE "user".p (a int) PARTITION BY LIST (a);
CREATE TABLE "user".b (x int);
CREATE TABLE "user".p1 PARTITION OF "user".p FOR VALUES IN (1);
CREATE TABLE "user".c (y int) INHERITS ("user".b);
