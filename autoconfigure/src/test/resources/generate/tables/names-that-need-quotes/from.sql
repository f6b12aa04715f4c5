CREATE TABLE public."User" (id int PRIMARY KEY, "select" text);
