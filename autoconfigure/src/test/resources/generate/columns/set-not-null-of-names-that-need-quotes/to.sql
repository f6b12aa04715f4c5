CREATE TABLE public."Order" (id int PRIMARY KEY, "Größe" int NOT NULL, "not" int NOT NULL);
