CREATE TABLE t (a text NOT NULL DEFAULT 'x', b text[] DEFAULT '{}');
