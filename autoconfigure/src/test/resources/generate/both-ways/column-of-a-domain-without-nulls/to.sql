CREATE DOMAIN name AS text NOT NULL; CREATE DOMAIN told AS name CHECK (VALUE IS DISTINCT FROM '');
CREATE DOMAIN positive AS int CHECK (coalesce(VALUE, 0) > 0);
CREATE TABLE u (id int PRIMARY KEY, called told, n positive);
