CREATE TYPE spot AS (x int, y int);
CREATE DOMAIN place AS spot CHECK ((VALUE).x < 1000);
CREATE DOMAIN home AS place;
CREATE TYPE stretch AS (p place, ps place[], h home, s spot, n text);
CREATE DOMAIN walk AS stretch;
CREATE TABLE t (id int PRIMARY KEY, p place, h home[], s stretch, ss stretch[], w walk);
