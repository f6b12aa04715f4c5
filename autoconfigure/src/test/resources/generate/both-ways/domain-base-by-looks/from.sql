CREATE DOMAIN price AS numeric(10,2); CREATE DOMAIN fare AS price; CREATE DOMAIN day AS date; CREATE DOMAIN doc AS json;
CREATE DOMAIN n AS int;
CREATE TABLE t (id int PRIMARY KEY, p price, f fare, ps price[], d day, j doc, n n);
