CREATE TABLE t (a int, ts timestamptz DEFAULT now(), d interval);
