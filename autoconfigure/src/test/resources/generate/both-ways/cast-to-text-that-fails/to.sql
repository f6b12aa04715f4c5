CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE FUNCTION words(mood) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no words for it'; END $$;
CREATE CAST (mood AS text) WITH FUNCTION words(mood);
CREATE TABLE t (id int PRIMARY KEY, feels mood, note text);
