CREATE SEQUENCE t_a_seq AS integer;
CREATE TABLE u (b int DEFAULT nextval('t_a_seq'));
