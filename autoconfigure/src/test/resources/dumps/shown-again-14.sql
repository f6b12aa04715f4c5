SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA w;
CREATE TYPE w.mood AS ENUM (
    'ok',
    'bad'
);
CREATE TYPE w.json_value AS (
	json_object text,
	json_scalar w.mood
);
COMMENT ON COLUMN w.json_value.json_object IS 'a "json"';
CREATE DOMAIN w.keys AS character varying(5)
	CONSTRAINT keys_check CHECK (('{"a": 1}'::jsonb ?| (ARRAY[VALUE])::text[]));
CREATE DOMAIN w.level AS integer DEFAULT 1
	CONSTRAINT level_check CHECK ((((VALUE >= 1) AND (VALUE <= 5)) AND (VALUE <> 3)))
	CONSTRAINT level_check1 CHECK (((VALUE)::numeric = ANY (ARRAY[(1)::numeric, 2.5])));
CREATE DOMAIN w.percent AS integer
	CONSTRAINT percent_check CHECK ((0.5 < ALL ((ARRAY[VALUE, 100])::numeric[])));
CREATE DOMAIN w.state AS character varying(10)
	CONSTRAINT state_check CHECK (((VALUE)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])));
CREATE DOMAIN w.states AS character varying(10)[] DEFAULT ARRAY['a'::character varying, 'b'::character varying]
	CONSTRAINT states_check CHECK ((((VALUE)[1])::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])));
CREATE FUNCTION w."between"(a integer DEFAULT 1, s text[] DEFAULT ARRAY['x'::character varying]) RETURNS boolean
    LANGUAGE sql
    RETURN (((a >= 1) AND (a <= 5)) AND (a <> 3));
CREATE FUNCTION w.changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF ((true AND false) AND true) THEN RETURN (ARRAY[new])::text[]; END IF; RETURN new; END $$;
CREATE FUNCTION w.json_exists(text, text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$SELECT $1$_$;
CREATE FUNCTION w.json_object(w.json_value) RETURNS w.json_value
    LANGUAGE sql
    AS $_$SELECT $1$_$;
CREATE FUNCTION w.plain(x text DEFAULT '
AS $$'::text) RETURNS boolean
    LANGUAGE sql
    AS $$SELECT ((x = 'a' AND x = 'b') AND true)$$;
CREATE FUNCTION w.takes(text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$SELECT true$$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE w.ticket (
    id bigint NOT NULL,
    state character varying(20) DEFAULT 'OPEN'::character varying NOT NULL,
    other character varying(20),
    third character varying(20),
    many character varying(20)[],
    more character varying(20)[],
    n integer,
    a integer,
    b integer,
    c integer,
    code character(3),
    at timestamp with time zone,
    j jsonb,
    mood w.mood,
    st w.state,
    tags text[] DEFAULT ARRAY['a'::character varying, 'b'::character varying],
    short character varying(5)[] DEFAULT ARRAY['a'::text, 'b'::text],
    nested text[] DEFAULT ARRAY[ARRAY['a'::character varying, 'b'::character varying], ARRAY['c'::character varying, 'd'::character varying]],
    num numeric[] DEFAULT ARRAY[1, 2],
    flag boolean GENERATED ALWAYS AS (((((state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])) AND ((n >= 1) AND (n <= 2))) OR (a = 1))) STORED,
    CONSTRAINT any_or CHECK (((a = 1) OR (b = 2) OR (c = 3) OR ((a = 4) OR (b = 5)))),
    CONSTRAINT arguments CHECK ((w.takes((ARRAY[state, other])::text[]) AND w.takes((ARRAY[many[1], 'x'::character varying])::text[]))),
    CONSTRAINT arrays_only CHECK (w.takes((ARRAY[many, more])::text[])),
    CONSTRAINT backslash CHECK ((((state)::text ~ '^\d+$'::text) AND ((state)::text <> 'a\''b
'::text))),
    CONSTRAINT between_twice CHECK ((((a >= 1) AND (a <= 5)) AND ((b >= 1) AND (b <= 5)) AND (((c >= 5) AND (c <= 1)) OR ((c >= 1) AND (c <= 5))))),
    CONSTRAINT calls CHECK ((((state)::text = lower((other)::text)) OR ((state)::text = upper((other)::text)))),
    CONSTRAINT columns_only CHECK ((((third)::text = (state)::text) OR ((third)::text = (other)::text))),
    CONSTRAINT mixed CHECK ((((a = 1) AND (b = 2)) OR ((c = 3) AND ((a = 4) OR (b = 5))))),
    CONSTRAINT not_constant CHECK (((((state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])) OR ((state)::text = (other)::text)) AND (n > 0))),
    CONSTRAINT numeric_of_integers CHECK (((a)::numeric = ANY ((ARRAY[a, b])::numeric[]))),
    CONSTRAINT quoted CHECK (((state)::text = ANY ((ARRAY['(ARRAY[''x''::varchar])::text[]'::character varying, '((a AND b) AND c)'::character varying])::text[]))),
    CONSTRAINT row_comparison CHECK ((((a = 1) AND (b = 2)) AND (c > 0))),
    CONSTRAINT ticket_code_check CHECK (((code = ANY (ARRAY['abc'::bpchar, 'def'::bpchar])) OR (code <> ALL (ARRAY['x'::bpchar, 'y'::bpchar])) OR (code IS NULL))),
    CONSTRAINT ticket_j_check CHECK ((j ?| (ARRAY['a'::character varying, 'b'::character varying])::text[])),
    CONSTRAINT ticket_mood_check CHECK ((mood = ANY (ARRAY['ok'::w.mood, 'bad'::w.mood]))),
    CONSTRAINT ticket_n_check CHECK ((((n >= 1) AND (n <= 5)) AND (n <> 3))),
    CONSTRAINT ticket_st_check CHECK (((st)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))),
    CONSTRAINT ticket_state_check CHECK (((state)::text = ANY ((ARRAY['OPEN'::character varying, 'CLOSED'::character varying])::text[]))),
    CONSTRAINT trimmed CHECK ((((state)::text = ((TRIM(BOTH FROM other))::character varying)::text) OR ((state)::text = ((substr((other)::text, 1))::character varying)::text)))
);
CREATE FUNCTION w.rows() RETURNS TABLE(a integer, b text)
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT '-1'::integer,
     'y'::character varying
 UNION
  SELECT ticket.id,
     ticket.state
    FROM w.ticket
   WHERE ((ticket.state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]));
END;
CREATE TABLE w.json_names (
    json text,
    json_value text,
    id integer,
    CONSTRAINT json_names_check CHECK (((json = ANY (ARRAY['a'::text, 'b'::text])) AND (json_value <> ''::text)))
);
CREATE PROCEDURE w.write(IN p character varying)
    LANGUAGE sql
    BEGIN ATOMIC
 INSERT INTO w.json_names (json, id)  SELECT 'x',
             '1'
           WHERE ((write.p)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]));
 UPDATE w.json_names SET json = 'y'::text
   WHERE ((json_names.json = ANY (ARRAY['a'::text, (write.p)::text])) AND ((json_names.id >= 1) AND (json_names.id <= 2)) AND (json_names.id <> 3));
END;
CREATE AGGREGATE w.json_objectagg(text) (
    SFUNC = w.json_exists,
    STYPE = text
);
CREATE VIEW w.booleans AS
 SELECT ticket.id
   FROM w.ticket
  WHERE ((EXISTS ( SELECT true AS bool
           FROM w.json_names)) OR ((ticket.n > 0) IN ((
                 SELECT true AS bool
                UNION
                 SELECT NULL::boolean AS bool
        ) UNION ALL
         SELECT false AS bool)));
CREATE VIEW w.cases AS
 SELECT
        CASE ticket.state
            WHEN 'a'::text THEN 'x'::text
            WHEN 'b'::text THEN NULL::text
            ELSE NULL::text
        END AS c,
    ((COALESCE(ticket.other, 'none'::character varying))::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[])) AS o,
        CASE
            WHEN (((ticket.state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])) AND ((ticket.n >= 1) AND (ticket.n <= 2)) AND (ticket.a = 1)) THEN ARRAY[('p'::character varying)::text]
            ELSE NULL::text[]
        END AS arr
   FROM w.ticket;
CREATE VIEW w.casts AS
 SELECT ARRAY[(ticket.id)::numeric, (ticket.n)::numeric] AS x,
    (ARRAY[ticket.state, ticket.other] || (ARRAY['x'::text])::character varying[]) AS y,
    ((ARRAY[1, 2] || 3))::bigint[] AS z,
    ARRAY[ARRAY[(1)::numeric, (2)::numeric], ARRAY[(3)::numeric, (4)::numeric]] AS m,
    ARRAY[(ticket.many)::text[], (ticket.more)::text[]] AS mm,
    ((ticket.state)::text = ANY ((ticket.many)::text[])) AS own
   FROM w.ticket;
CREATE VIEW w.columns AS
 SELECT a.id
   FROM ((w.ticket a
     JOIN w.ticket b ON (((((a.state)::text = (b.state)::text) OR ((a.state)::text = (b.other)::text)) AND (((a.state)::text = 'x'::text) OR ((a.state)::text = (b.state)::text)))))
     LEFT JOIN LATERAL ( SELECT 1 AS one) l ON (true))
  WHERE (((b.n = 1) OR (b.n = a.n)) AND (b.a = ANY (ARRAY[2, 3])));
CREATE VIEW w.ctes AS
 WITH q AS (
         SELECT ticket.id,
            'x'::text AS kind
           FROM w.ticket
          WHERE (((ticket.n >= 1) AND (ticket.n <= 5)) AND (ticket.a = 2))
        UNION
         SELECT ticket.id,
            NULL::text
           FROM w.ticket
        ), recursive_name AS (
         SELECT ticket.state,
            ticket.many AS other
           FROM w.ticket
        )
 SELECT q.id,
    r.state
   FROM q,
    recursive_name r
  WHERE (((r.state)::text = ANY ((ARRAY['A'::character varying, 'B'::character varying])::text[])) AND (q.kind IN ( SELECT 'k'::text)));
CREATE VIEW w.exist AS
 SELECT t.id
   FROM w.ticket t
  WHERE ((EXISTS ( SELECT 'x'::text
           FROM w.ticket u
          WHERE (u.id = t.id))) AND (EXISTS ( SELECT NULL::text
           FROM w.ticket u)) AND ((t.state)::text IN ( SELECT 'OPEN'::text
        UNION ALL
         SELECT 'NEW'::text)) AND (t.many = ARRAY( SELECT 'x'::character varying AS "varchar"
        UNION
         SELECT ticket.other
           FROM w.ticket)));
CREATE VIEW w.grouped AS
 SELECT ticket.n
   FROM w.ticket
  GROUP BY ticket.n
 HAVING (((count(*) >= 1) AND (count(*) <= 3)) AND (ticket.n > 0));
CREATE VIEW w.intervals AS
 SELECT ARRAY['1 day'::interval day to second, '2 days'::interval day to second] AS i,
    (ticket.at - '1 day'::interval day) AS d
   FROM w.ticket;
CREATE VIEW w.json AS
 SELECT t.json,
    t.json_value
   FROM w.json_names t
  ORDER BY t.json;
CREATE TABLE w.json_table (
    id integer,
    v w.json_value,
    w w.json_value[]
);
CREATE VIEW w.json_array AS
 SELECT w.json_object(json_table.v) AS json_scalar,
    json_table.id
   FROM w.json_table;
CREATE MATERIALIZED VIEW w.kept AS
 SELECT ticket.state,
    count(*) AS n
   FROM w.ticket
  WHERE (((ticket.state)::text = ANY ((ARRAY['A'::character varying, 'B'::character varying])::text[])) AND ((ticket.n >= 1) AND (ticket.n <= 5)) AND (ticket.a = 1))
  GROUP BY ticket.state
  WITH NO DATA;
CREATE VIEW w.own_names AS
 SELECT 'x'::text AS text,
    'y'::text AS "?column?",
    NULL::date AS date,
    (1)::bigint AS int8,
    '-1'::integer AS int4;
CREATE TABLE w.parts (
    state character varying(9),
    n integer
)
PARTITION BY LIST (((((state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])) AND ((n >= 1) AND (n <= 2)) AND (n <> 3))));
CREATE TABLE w.part_true (
    state character varying(9),
    n integer
);
CREATE VIEW w.qualified AS
 SELECT t.id,
    ( SELECT max(u.id) AS max
           FROM w.ticket u
          WHERE (u.n = t.n)) AS m,
    t.*::w.ticket AS whole,
    (t.st)::text AS s
   FROM w.ticket t
  WHERE (t.n IN ( SELECT json_names.id
           FROM w.json_names))
  ORDER BY t.id DESC;
CREATE TABLE w.ranges (
    state text,
    d date
)
PARTITION BY RANGE (lower(state), d);
CREATE TABLE w.range_1 (
    state text,
    d date
);
CREATE VIEW w.scalars AS
 SELECT ticket.id
   FROM w.ticket
  WHERE (((ticket.state)::text IN ( SELECT ( SELECT 'OPEN'::text))) AND (EXISTS ( SELECT ('x'::text COLLATE "C"),
            ( SELECT ( SELECT NULL::date AS date) AS date) AS date)));
CREATE VIEW w.simple AS
 SELECT ticket.id,
    ((ticket.state)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[])) AS known
   FROM w.ticket
  WHERE (((ticket.state)::text = ANY ((ARRAY['A'::character varying, 'B'::character varying])::text[])) AND ((ticket.n >= 1) AND (ticket.n <= 2)) AND (ticket.a = 1));
CREATE VIEW w.unions AS
 SELECT q.id,
    q.d,
    q.s
   FROM ( SELECT ticket.id,
            ticket.at AS d,
            ticket.state AS s
           FROM w.ticket
        UNION ALL
         SELECT ticket.id,
            NULL::timestamp with time zone,
            NULL::character varying
           FROM w.ticket
        UNION ALL
         SELECT '-1'::integer,
            '2020-01-01 00:00:00+00'::timestamp with time zone,
            '-'::character varying
        UNION ALL
         SELECT 1.5,
            now() AS now,
            'x'::character(3) AS bpchar) q;
CREATE VIEW w.values_list AS
 SELECT v.k,
    v.l
   FROM ( VALUES (1,'a'::text), (2,NULL::text)) v(k, l)
  WHERE ((v.l = ANY (ARRAY['a'::text, 'b'::text])) OR ((v.k, v.l) IN ( VALUES (1,'x'::text), (2,'y'::text))));
CREATE VIEW w.windows AS
 SELECT ticket.id,
    sum(ticket.n) OVER (PARTITION BY ticket.state ORDER BY ticket.id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s,
    count(*) FILTER (WHERE (((ticket.state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])) AND ((ticket.n >= 1) AND (ticket.n <= 2)) AND (ticket.a = 1))) OVER () AS f
   FROM w.ticket;
CREATE VIEW w.xml AS
 SELECT XMLSERIALIZE(CONTENT XMLELEMENT(NAME a, ticket.state) AS text) AS x
   FROM w.ticket;
CREATE VIEW w.xml_names AS
 SELECT ticket.id,
    XMLFOREST('x'::text AS text, true AS bool) AS f,
    XMLELEMENT(NAME a, XMLATTRIBUTES('x'::text AS text)) AS e
   FROM w.ticket;
ALTER TABLE ONLY w.parts ATTACH PARTITION w.part_true FOR VALUES IN (true);
ALTER TABLE ONLY w.ranges ATTACH PARTITION w.range_1 FOR VALUES FROM ('a', '2020-01-01') TO ('b', MINVALUE);
ALTER TABLE ONLY w.ticket
    ADD CONSTRAINT no_overlap EXCLUDE USING btree (id WITH =) WHERE (((state)::text = ANY ((ARRAY['OPEN'::character varying, 'NEW'::character varying])::text[])));
ALTER TABLE ONLY w.ticket
    ADD CONSTRAINT ticket_pkey PRIMARY KEY (id);
CREATE INDEX kept_state ON w.kept USING btree (state) WHERE ((state)::text = ANY ((ARRAY['A'::character varying, 'B'::character varying])::text[]));
CREATE INDEX ticket_open ON w.ticket USING btree (id) WHERE (((state)::text = ANY ((ARRAY['OPEN'::character varying, 'NEW'::character varying])::text[])) AND ((n >= 1) AND (n <= 5)) AND (a IS NULL));
CREATE INDEX ticket_state ON w.ticket USING btree ((((state)::text = ANY ((ARRAY['OPEN'::character varying, 'NEW'::character varying])::text[]))), (
CASE
    WHEN (((a >= 1) AND (a <= 2)) AND (b = 3)) THEN 1
    ELSE NULL::integer
END));
CREATE STATISTICS w.ticket_mixed ON (third::text = state::text OR third::text = other::text), mod(a, 3) FROM w.ticket;
CREATE STATISTICS w.ticket_state (mcv) ON (state::text = ANY (ARRAY['OPEN'::character varying, 'NEW'::character varying]::text[])), (n >= 1 AND n <= 5 AND a > 0), (a + b) FROM w.ticket;
CREATE RULE on_insert AS
    ON INSERT TO w.ticket
   WHERE (((new.state)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[])) AND ((new.n >= 1) AND (new.n <= 2)) AND (new.a = 1)) DO  INSERT INTO w.json_names (json, json_value, id)  SELECT 'x',
            NULL::unknown,
            '5'
           FROM w.ticket
          WHERE ((ticket.state)::text = ANY ((ARRAY['p'::character varying, 'q'::character varying])::text[]));
CREATE TRIGGER on_change BEFORE UPDATE ON w.ticket FOR EACH ROW WHEN ((((old.state)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])) AND ((new.n >= 1) AND (new.n <= 2)) AND (new.a IS DISTINCT FROM old.a))) EXECUTE FUNCTION w.changed();
CREATE POLICY exist ON w.ticket FOR SELECT USING ((EXISTS ( SELECT NULL::text
   FROM w.json_names u
  WHERE ((u.id = ticket.id) AND (u.json = ANY (ARRAY['a'::text, 'b'::text]))))));
CREATE POLICY in_list ON w.ticket USING (((state)::text = ANY ((ARRAY['OPEN'::character varying, 'CLOSED'::character varying])::text[]))) WITH CHECK ((((n >= 1) AND (n <= 5)) AND (a > 0)));
ALTER TABLE w.ticket ENABLE ROW LEVEL SECURITY;
