-- migrate:up transaction:false
ALTER TABLE posts ADD COLUMN tags text[] DEFAULT '{}';
CREATE INDEX CONCURRENTLY posts_tags ON posts USING gin (tags);

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY posts_tags;
ALTER TABLE posts DROP COLUMN tags;
