CREATE TYPE size AS ENUM ('s', 'm', 'l');
CREATE TABLE t (a size, b size DEFAULT 'm');
