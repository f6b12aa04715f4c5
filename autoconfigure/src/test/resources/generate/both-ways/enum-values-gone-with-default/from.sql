CREATE TYPE size AS ENUM ('s', 'm', 'm+', 'l', 'xl');
CREATE TABLE t (a size DEFAULT 'm+', b size DEFAULT 's');
