CREATE TABLE u (id int PRIMARY KEY, first varchar(50), last varchar(50),
    full_name varchar(2) GENERATED ALWAYS AS (first || ' ' || last) STORED);
