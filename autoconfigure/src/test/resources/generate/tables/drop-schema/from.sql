CREATE SCHEMA app;
CREATE TABLE app.a (id int PRIMARY KEY);
CREATE TABLE app.b (id int PRIMARY KEY, a int REFERENCES app.a);
CREATE TABLE public.c (id int);
