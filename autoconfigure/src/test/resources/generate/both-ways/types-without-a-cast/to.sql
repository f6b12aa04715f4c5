CREATE TABLE a (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), n text);
CREATE TABLE b (x timestamptz, y timestamptz, z bigint, j text[]);
