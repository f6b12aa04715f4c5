-- Expressions of every kind that PostgreSQL shows differently once what it showed has been read again.
CREATE SCHEMA w;
CREATE TYPE w.mood AS ENUM ('ok', 'bad');
CREATE DOMAIN w.state AS varchar(10) CHECK (VALUE IN ('a', 'b'));
CREATE DOMAIN w.level AS integer DEFAULT 1 CHECK (VALUE BETWEEN 1 AND 5 AND VALUE <> 3) CHECK (VALUE IN (1, 2.5));
CREATE DOMAIN w.states AS varchar(10)[] DEFAULT ARRAY['a'::varchar, 'b'] CHECK (VALUE[1] IN ('a', 'b'));
CREATE FUNCTION w.takes(text[]) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true';
CREATE TABLE w.ticket (
    id bigint PRIMARY KEY,
    state varchar(20) NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'CLOSED')),
    other varchar(20),
    third varchar(20) CONSTRAINT columns_only CHECK (third IN (state, other)),
    many varchar(20)[],
    more varchar(20)[] CONSTRAINT arrays_only CHECK (w.takes(ARRAY[many, more])),
    n integer CHECK (n BETWEEN 1 AND 5 AND n <> 3),
    a integer,
    b integer,
    c integer,
    code char(3) CHECK (code IN ('abc', 'def') OR code NOT IN ('x', 'y') OR code IS NULL),
    at timestamptz,
    j jsonb CHECK (j ?| ARRAY['a'::varchar, 'b']),
    mood w.mood CHECK (mood IN ('ok', 'bad')),
    st w.state CHECK (st IN ('a', 'b')),
    tags text[] DEFAULT ARRAY['a'::varchar, 'b'],
    short varchar(5)[] DEFAULT ARRAY['a'::text, 'b'],
    nested text[] DEFAULT ARRAY[ARRAY['a'::varchar, 'b'], ARRAY['c'::varchar, 'd']],
    num numeric[] DEFAULT ARRAY[1, 2],
    flag boolean GENERATED ALWAYS AS (state IN ('a', 'b') AND n BETWEEN 1 AND 2 OR a = 1) STORED,
    CONSTRAINT row_comparison CHECK ((a, b) = (1, 2) AND c > 0),
    CONSTRAINT between_twice CHECK (a BETWEEN 1 AND 5 AND b BETWEEN 1 AND 5 AND c BETWEEN SYMMETRIC 5 AND 1),
    CONSTRAINT not_constant CHECK (state IN ('a', 'b', other) AND n > 0),
    CONSTRAINT any_or CHECK (((a = 1 OR b = 2) OR c = 3) OR (a = 4 OR b = 5)),
    CONSTRAINT mixed CHECK ((a = 1 AND b = 2) OR c = 3 AND (a = 4 OR b = 5)),
    CONSTRAINT numeric_of_integers CHECK (a::numeric = ANY (ARRAY[a, b])),
    CONSTRAINT arguments CHECK (w.takes(ARRAY[state, other]) AND w.takes(ARRAY[many[1], 'x'])),
    CONSTRAINT calls CHECK (state IN (lower(other), upper(other))),
    CONSTRAINT trimmed CHECK (state IN (trim(other)::varchar, substr(other, 1)::varchar)),
    CONSTRAINT quoted CHECK (state IN ('(ARRAY[''x''::varchar])::text[]', '((a AND b) AND c)')),
    CONSTRAINT backslash CHECK (state ~ '^\d+$' AND state <> E'a\\''b\n')
);
CREATE INDEX ticket_open ON w.ticket (id) WHERE state IN ('OPEN', 'NEW') AND n BETWEEN 1 AND 5 AND a IS NULL;
CREATE INDEX ticket_state ON w.ticket ((state IN ('OPEN', 'NEW')), (CASE WHEN a BETWEEN 1 AND 2 AND b = 3 THEN 1 END));
CREATE STATISTICS w.ticket_state (mcv) ON (state IN ('OPEN', 'NEW')), (n BETWEEN 1 AND 5 AND a > 0), (a + b) FROM w.ticket;
CREATE STATISTICS w.ticket_mixed ON (third IN (state, other)), (mod(a, 3)) FROM w.ticket;
ALTER TABLE w.ticket ADD CONSTRAINT no_overlap EXCLUDE USING btree (id WITH =) WHERE (state IN ('OPEN', 'NEW'));
CREATE VIEW w.simple AS SELECT id, state IN ('x', 'y') AS known FROM w.ticket WHERE state IN ('A', 'B') AND n BETWEEN 1 AND 2 AND a = 1;
CREATE VIEW w.grouped AS SELECT n FROM w.ticket GROUP BY n HAVING count(*) BETWEEN 1 AND 3 AND n > 0;
CREATE VIEW w.exist AS SELECT id FROM w.ticket t WHERE EXISTS (SELECT 'x' FROM w.ticket u WHERE u.id = t.id)
    AND EXISTS (SELECT NULL FROM w.ticket u) AND t.state IN (SELECT 'OPEN' UNION ALL SELECT 'NEW')
    AND t.many = ARRAY(SELECT 'x'::varchar UNION SELECT other FROM w.ticket);
CREATE VIEW w.unions AS SELECT q.id, q.d, q.s FROM (SELECT id, at AS d, state AS s FROM w.ticket
    UNION ALL SELECT id, NULL, NULL FROM w.ticket UNION ALL SELECT -1, '2020-01-01', '-' UNION ALL SELECT 1.5, now(), 'x'::char(3)) q;
CREATE VIEW w.columns AS SELECT a.id FROM w.ticket a JOIN w.ticket b ON a.state IN (b.state, b.other) AND a.state IN ('x', b.state)
    LEFT JOIN LATERAL (SELECT 1 AS one) l ON TRUE WHERE b.n IN (1, a.n) AND b.a IN (2, 3);
CREATE VIEW w.own_names AS SELECT 'x' AS text, 'y'::text AS "?column?", NULL::date AS date, 1::int8 AS int8, '-1'::integer AS int4;
CREATE VIEW w.values_list AS SELECT v.k, v.l FROM (VALUES (1, 'a'), (2, NULL)) v (k, l) WHERE v.l IN ('a', 'b') OR (v.k, v.l) IN (VALUES (1, 'x'), (2, 'y'));
CREATE VIEW w.ctes AS WITH q AS (SELECT id, 'x' AS kind FROM w.ticket WHERE n BETWEEN 1 AND 5 AND a = 2 UNION SELECT id, NULL FROM w.ticket),
    RECURSIVE_NAME AS (SELECT state, many AS other FROM w.ticket) SELECT q.id, r.state FROM q, RECURSIVE_NAME r WHERE r.state IN ('A', 'B') AND q.kind IN (SELECT 'k');
CREATE VIEW w.windows AS SELECT id, sum(n) OVER (PARTITION BY state ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s,
    count(*) FILTER (WHERE state IN ('a', 'b') AND n BETWEEN 1 AND 2 AND a = 1) OVER () AS f FROM w.ticket;
CREATE VIEW w.cases AS SELECT CASE state WHEN 'a' THEN 'x' WHEN 'b' THEN NULL END AS c, COALESCE(other, 'none') IN ('x', 'y') AS o,
    CASE WHEN state IN ('a', 'b') AND n BETWEEN 1 AND 2 AND a = 1 THEN ARRAY['p'::varchar]::text[] END AS arr FROM w.ticket;
CREATE VIEW w.casts AS SELECT ARRAY[id, n]::numeric[] AS x, ARRAY[state, other] || ARRAY['x'::text] AS y, (ARRAY[1, 2] || 3)::bigint[] AS z,
    ARRAY[[1, 2], [3, 4]]::numeric[] AS m, ARRAY[many, more]::text[] AS mm, state = ANY (many) AS own FROM w.ticket;
CREATE VIEW w.intervals AS SELECT ARRAY['1 day'::interval, '2 days'::interval]::interval day to second[] AS i, at - INTERVAL '1' DAY AS d FROM w.ticket;
CREATE MATERIALIZED VIEW w.kept AS SELECT state, count(*) AS n FROM w.ticket WHERE state IN ('A', 'B') AND n BETWEEN 1 AND 5 AND a = 1 GROUP BY state WITH NO DATA;
CREATE INDEX kept_state ON w.kept (state) WHERE state IN ('A', 'B');
CREATE VIEW w.xml AS SELECT xmlserialize(CONTENT xmlelement(name a, state) AS text) AS x FROM w.ticket;
CREATE TABLE w.json_names (json text, json_value text, id integer, CHECK (json IN ('a', 'b') AND json_value <> ''));
CREATE VIEW w.json AS SELECT json, t.json_value FROM w.json_names t ORDER BY t.json;
CREATE VIEW w.qualified AS SELECT t.id, (SELECT max(u.id) FROM w.ticket u WHERE u.n = t.n) AS m, t AS whole, (t.st)::text AS s
    FROM w.ticket t WHERE t.n IN (SELECT id FROM w.json_names) ORDER BY t.id DESC;
ALTER TABLE w.ticket ENABLE ROW LEVEL SECURITY;
CREATE POLICY in_list ON w.ticket USING (state IN ('OPEN', 'CLOSED')) WITH CHECK (n BETWEEN 1 AND 5 AND a > 0);
CREATE POLICY exist ON w.ticket FOR SELECT USING (EXISTS (SELECT NULL FROM w.json_names u WHERE u.id = ticket.id AND u.json IN ('a', 'b')));
CREATE FUNCTION w.changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF ((true AND false) AND true) THEN RETURN (ARRAY[new])::text[]; END IF; RETURN new; END $$;
CREATE TRIGGER on_change BEFORE UPDATE ON w.ticket FOR EACH ROW
    WHEN (old.state IN ('a', 'b') AND new.n BETWEEN 1 AND 2 AND new.a IS DISTINCT FROM old.a) EXECUTE FUNCTION w.changed();
CREATE RULE on_insert AS ON INSERT TO w.ticket WHERE new.state IN ('x', 'y') AND new.n BETWEEN 1 AND 2 AND new.a = 1
    DO ALSO INSERT INTO w.json_names (json, json_value, id) SELECT 'x', NULL, '5' FROM w.ticket WHERE state IN ('p', 'q');
CREATE FUNCTION w.between(a int DEFAULT 1, s text[] DEFAULT ARRAY['x'::varchar]) RETURNS boolean LANGUAGE sql RETURN a BETWEEN 1 AND 5 AND a <> 3;
-- The driver cuts texts at semicolons.
DO $do$ BEGIN
    EXECUTE $sql$ CREATE FUNCTION w.rows() RETURNS TABLE (a int, b text) LANGUAGE sql
        BEGIN ATOMIC SELECT -1, 'y' UNION SELECT id, state FROM w.ticket WHERE state IN ('a', 'b'); END $sql$;
    EXECUTE $sql$ CREATE PROCEDURE w.write(p varchar) LANGUAGE sql
        BEGIN ATOMIC INSERT INTO w.json_names (json, id) SELECT 'x', '1' WHERE p IN ('a', 'b');
            UPDATE w.json_names SET json = 'y' WHERE json IN ('a', p) AND id BETWEEN 1 AND 2 AND id <> 3; END $sql$;
END $do$;
CREATE FUNCTION w.plain(x text DEFAULT '
AS $$') RETURNS boolean LANGUAGE sql AS 'SELECT ((x = ''a'' AND x = ''b'') AND true)';
CREATE TABLE w.parts (state varchar(9), n integer) PARTITION BY LIST ((state IN ('a', 'b') AND n BETWEEN 1 AND 2 AND n <> 3));
CREATE TABLE w.part_true PARTITION OF w.parts FOR VALUES IN (true);
CREATE TABLE w.ranges (state text, d date) PARTITION BY RANGE (lower(state), d);
CREATE TABLE w.range_1 PARTITION OF w.ranges FOR VALUES FROM ('a', '2020-01-01') TO ('b', MINVALUE);
CREATE DOMAIN w.keys AS varchar(5) CHECK ('{"a":1}'::jsonb ?| ARRAY[VALUE]);
CREATE DOMAIN w.percent AS integer CHECK (0.5 < ALL (ARRAY[VALUE, 100]));
-- Names that became key words in PostgreSQL 16 and 17.
CREATE TYPE w.json_value AS (json_object text, json_scalar w.mood);
COMMENT ON COLUMN w.json_value.json_object IS 'a "json"';
CREATE FUNCTION w.json_object(w.json_value) RETURNS w.json_value LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION w.json_exists(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE AGGREGATE w.json_objectagg(text) (SFUNC = w.json_exists, STYPE = text);
CREATE TABLE w.json_table (id integer, v w.json_value, w w.json_value[]);
CREATE VIEW w.json_array AS SELECT w.json_object(v) AS json_scalar, id FROM w.json_table;
CREATE VIEW w.booleans AS SELECT id FROM w.ticket WHERE EXISTS (SELECT true FROM w.json_names) OR (n > 0) IN (SELECT true UNION SELECT NULL::boolean UNION ALL SELECT false);
CREATE VIEW w.scalars AS SELECT id FROM w.ticket WHERE state IN (SELECT (SELECT 'OPEN')) AND EXISTS (SELECT 'x' COLLATE "C", (SELECT (SELECT NULL::date)));
CREATE VIEW w.xml_names AS SELECT id, xmlforest('x'::text AS text, true AS bool) AS f, xmlelement(name a, xmlattributes('x'::text AS text)) AS e FROM w.ticket;
