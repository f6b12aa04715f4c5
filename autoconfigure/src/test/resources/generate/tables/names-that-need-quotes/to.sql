CREATE TABLE public."User" (id int PRIMARY KEY, "select" text, "Größe" int, "a.b" int CONSTRAINT "a ""check""" CHECK ("a.b" > 0));
CREATE INDEX "Index 1" ON public."User" ("Größe");
