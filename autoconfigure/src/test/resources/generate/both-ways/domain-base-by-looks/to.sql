CREATE DOMAIN price AS numeric(12,4); CREATE DOMAIN fare AS price; CREATE DOMAIN day AS timestamp; CREATE DOMAIN doc AS jsonb;
CREATE DOMAIN n AS numeric(8,1);
CREATE TABLE t (id int PRIMARY KEY, p price, f fare, ps price[], d day, j doc, n n);
