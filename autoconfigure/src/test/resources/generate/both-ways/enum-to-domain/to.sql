CREATE DOMAIN status AS text CHECK (VALUE IN ('a', 'b'));
CREATE TABLE t (x status DEFAULT 'a');
