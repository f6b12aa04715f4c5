CREATE TABLE watch (id int PRIMARY KEY, rel text);
