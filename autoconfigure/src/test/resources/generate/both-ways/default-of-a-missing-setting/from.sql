CREATE TABLE doc (id int PRIMARY KEY, title text);
