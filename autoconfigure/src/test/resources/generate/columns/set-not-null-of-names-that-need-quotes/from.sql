CREATE TABLE public."Order" (id int PRIMARY KEY, "Größe" int, "not" int);
