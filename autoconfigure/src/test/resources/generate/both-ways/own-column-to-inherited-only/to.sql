CREATE TABLE animal (name text);
CREATE TABLE dog (breed text) INHERITS (animal);
