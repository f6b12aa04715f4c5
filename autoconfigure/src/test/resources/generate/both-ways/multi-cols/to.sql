CREATE TABLE t (a bigint, b bigint NOT NULL DEFAULT 3, d int, e text NOT NULL DEFAULT 'x', f uuid DEFAULT gen_random_uuid(), g timestamptz DEFAULT now());
