CREATE TYPE e AS ENUM ('c','b','a');
CREATE TABLE t (x e);
