BEGIN;

CREATE TYPE plan AS ENUM ('free', 'team');
ALTER TABLE accounts ADD COLUMN plan plan NOT NULL DEFAULT 'free';

COMMIT;
