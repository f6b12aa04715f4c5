CREATE TABLE u (id int PRIMARY KEY, first varchar(50), last varchar(50));
