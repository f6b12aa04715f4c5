CREATE TYPE status AS ENUM ('a', 'b');
CREATE TABLE t (x status DEFAULT 'a');
