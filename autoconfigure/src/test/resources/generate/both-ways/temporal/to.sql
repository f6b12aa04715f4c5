CREATE TABLE t (a int, ts timestamptz DEFAULT clock_timestamp(), d interval DEFAULT '1 day', CHECK (ts > '2020-01-01'));
