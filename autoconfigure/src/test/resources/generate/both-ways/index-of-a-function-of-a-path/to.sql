CREATE FUNCTION norm(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN lower(btrim($1)); END $$;
CREATE FUNCTION norm_key(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN norm($1) || '!'; END $$;
CREATE TABLE person (id int PRIMARY KEY, name text);
CREATE INDEX person_key ON person (norm_key(name));
