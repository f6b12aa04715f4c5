-- One object of every kind that a snapshot knows, and most of what can be said about them. For a superuser.
CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'the application''s own';
CREATE SCHEMA "Odd Names";
CREATE EXTENSION IF NOT EXISTS citext SCHEMA public;
CREATE EXTENSION IF NOT EXISTS hstore SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;

-- types
CREATE TYPE app.mood AS ENUM ('sad', 'so; so', 'happy');
COMMENT ON TYPE app.mood IS 'as of today';
CREATE DOMAIN app.positive AS integer DEFAULT 1 NOT NULL CONSTRAINT above_zero CHECK (VALUE > 0);
CREATE DOMAIN app.code AS varchar(8) COLLATE "C" CONSTRAINT upper_case CHECK (VALUE = upper(VALUE))
    CONSTRAINT not_empty CHECK (VALUE <> '');
CREATE TYPE app.address AS (street text, city varchar(80) COLLATE "C", zip app.code);
CREATE TYPE app.prices AS RANGE (subtype = numeric);
CREATE TYPE app.shelf_range AS RANGE (subtype = text, collation = "C");
CREATE TYPE app.tag;
CREATE FUNCTION app.tag_in(cstring) RETURNS app.tag LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION app.tag_out(app.tag) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE app.tag (INPUT = app.tag_in, OUTPUT = app.tag_out, LIKE = text, CATEGORY = 'S');
CREATE COLLATION app.numbers (provider = icu, locale = 'en-u-kn-true', deterministic = false);
CREATE COLLATION app.plain (locale = 'C');
CREATE TYPE app.to_come;
CREATE CONVERSION app.western FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;

-- sequences
CREATE SEQUENCE app.invoice_no AS integer START 1000 INCREMENT 10 MINVALUE 100 MAXVALUE 900000 CACHE 5 CYCLE;
CREATE SEQUENCE app.countdown INCREMENT -1;

-- routines
CREATE FUNCTION app.full_name(first_name text, last_name text DEFAULT 'nobody') RETURNS text
    LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SECURITY DEFINER SET search_path = app, public COST 7
AS $body$
BEGIN
    -- "quoted" \ back-slashed
    RETURN first_name || ' ' || last_name;
END
$body$;
COMMENT ON FUNCTION app.full_name(text, text) IS E'first line\nsecond line';
CREATE FUNCTION app.full_name(nick app.mood) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT nick::text $$;
CREATE FUNCTION app.doubled(n integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN n * 2;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.touched := now(); RETURN NEW; END $$;
CREATE FUNCTION app.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE PROCEDURE app.tidy(INOUT n integer) LANGUAGE plpgsql AS $$ BEGIN n := n + 1; END $$;
CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', PARALLEL = SAFE);
CREATE FUNCTION app.about(a text, b text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT lower(a) = lower(b) $$;
CREATE OPERATOR app.=~~ (FUNCTION = app.about, LEFTARG = text, RIGHTARG = text, COMMUTATOR = OPERATOR(app.=~~));
CREATE OPERATOR FAMILY app.by_length USING btree;
CREATE FUNCTION app.length_order(a text, b text) RETURNS integer LANGUAGE sql IMMUTABLE
    AS $$ SELECT length(a) - length(b) $$;
CREATE OPERATOR CLASS app.length_ops FOR TYPE text USING btree FAMILY app.by_length AS
    OPERATOR 3 =, FUNCTION 1 app.length_order(text, text);

-- text search
CREATE TEXT SEARCH DICTIONARY app.stems (TEMPLATE = snowball, Language = english);
CREATE TEXT SEARCH CONFIGURATION app.search (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION app.search ALTER MAPPING FOR asciiword WITH app.stems, simple;
CREATE TEXT SEARCH PARSER app.words
    (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE app.bare (INIT = dsimple_init, LEXIZE = dsimple_lexize);

-- tables
CREATE TABLE app.customer (
    id bigint GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT 5) PRIMARY KEY,
    serial_no serial,
    email public.citext NOT NULL,
    nickname varchar(40) COLLATE app.numbers DEFAULT 'it''s me',
    mood app.mood DEFAULT 'happy',
    home app.address,
    attributes public.hstore,
    born date DEFAULT CURRENT_DATE,
    balance numeric(12, 2) NOT NULL DEFAULT 0.00,
    doubled numeric GENERATED ALWAYS AS (balance * 2) STORED,
    tags text[] DEFAULT '{}'::text[],
    touched timestamptz,
    CONSTRAINT born_late CHECK (born > DATE '1900-01-01'),
    CONSTRAINT customer_email UNIQUE (email) DEFERRABLE INITIALLY DEFERRED
) WITH (fillfactor = 80, toast.autovacuum_enabled = false);
COMMENT ON TABLE app.customer IS 'who buys';
COMMENT ON COLUMN app.customer.email IS 'in lower case';
ALTER TABLE app.customer ALTER COLUMN nickname SET STORAGE EXTERNAL, ALTER COLUMN nickname SET STATISTICS 500,
    ALTER COLUMN email SET (n_distinct = -1);
ALTER TABLE app.customer ALTER COLUMN tags SET COMPRESSION pglz;
CREATE INDEX customer_born ON app.customer (born DESC NULLS LAST) INCLUDE (balance) WHERE born IS NOT NULL;
CREATE INDEX customer_lower ON app.customer USING btree (lower(nickname), (balance + 1));
CREATE INDEX customer_trgm ON app.customer USING gin (nickname public.gin_trgm_ops);
COMMENT ON INDEX app.customer_born IS 'for birthdays';
ALTER TABLE app.customer CLUSTER ON customer_lower;
CREATE TRIGGER touch BEFORE UPDATE ON app.customer FOR EACH ROW WHEN (OLD.mood IS DISTINCT FROM NEW.mood) EXECUTE FUNCTION app.touch();
CREATE TRIGGER sleeping AFTER INSERT ON app.customer EXECUTE FUNCTION app.touch();
ALTER TABLE app.customer DISABLE TRIGGER sleeping;
ALTER TABLE app.customer ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON app.customer AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (email = current_user) WITH CHECK (balance >= 0);
CREATE STATISTICS app.customer_mood (dependencies, ndistinct) ON mood, born FROM app.customer;

CREATE UNLOGGED TABLE app.cart (customer_id bigint REFERENCES app.customer ON DELETE CASCADE, product text, qty app.positive);
ALTER TABLE app.cart ADD CONSTRAINT qty_small CHECK (qty < 100) NOT VALID;
ALTER TABLE app.cart ADD CONSTRAINT one_at_a_time EXCLUDE USING gist (int8range(customer_id, customer_id, '[]') WITH &&);
ALTER TABLE app.cart REPLICA IDENTITY FULL;
CREATE RULE no_delete AS ON DELETE TO app.cart WHERE qty > 5 DO INSTEAD NOTHING;

CREATE TABLE app.placed (id bigint, placed date NOT NULL, region text, note text DEFAULT 'none')
    PARTITION BY RANGE (placed);
CREATE TABLE app.placed_2024 PARTITION OF app.placed FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE app.placed_2025 PARTITION OF app.placed (note DEFAULT 'late') FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')
    PARTITION BY LIST (region);
CREATE TABLE app.placed_rest PARTITION OF app.placed DEFAULT;
ALTER TABLE app.placed ADD PRIMARY KEY (id, placed, region);
CREATE INDEX placed_region ON app.placed (region);
CREATE TRIGGER seen AFTER INSERT ON app.placed FOR EACH ROW EXECUTE FUNCTION app.touch();
ALTER TABLE app.placed ADD CONSTRAINT placed_customer FOREIGN KEY (id) REFERENCES app.customer (id);

CREATE TABLE app.vehicle (id integer PRIMARY KEY, wheels integer CHECK (wheels > 0));
CREATE TABLE app.car (doors integer) INHERITS (app.vehicle);
CREATE TYPE app.point_of_sale AS (name text, till integer);
CREATE TABLE app.shop OF app.point_of_sale (PRIMARY KEY (name));
CREATE TABLE "Odd Names"."order" ("Select" integer, "a.b" text, "say ""hi""" text, "größe" text,
    CONSTRAINT "con" CHECK ("Select" > 0));
CREATE TABLE "Odd Names"."this name is as long as PostgreSQL lets it be, with 63 bytes ok" (id integer);

-- views
CREATE VIEW app.rich AS SELECT id, email, balance FROM app.customer WHERE balance > 1000;
COMMENT ON VIEW app.rich IS 'well off';
COMMENT ON COLUMN app.rich.email IS 'of the rich';
ALTER VIEW app.rich ALTER COLUMN balance SET DEFAULT 1000;
CREATE VIEW app.guarded WITH (security_barrier = true, check_option = 'local') AS SELECT * FROM app.rich r WHERE r.balance < 5000;
CREATE FUNCTION app.add_rich() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER instead INSTEAD OF INSERT ON app.rich FOR EACH ROW EXECUTE FUNCTION app.add_rich();
CREATE RULE quiet AS ON UPDATE TO app.guarded DO INSTEAD UPDATE app.customer SET balance = NEW.balance WHERE customer.id = OLD.id;
CREATE MATERIALIZED VIEW app.moods AS
    WITH counted AS (SELECT mood, count(*) AS n FROM app.customer GROUP BY mood)
    SELECT c.mood, c.n, p.placed FROM counted c LEFT JOIN app.placed p ON p.id = c.n;
CREATE UNIQUE INDEX moods_mood ON app.moods (mood, placed);

-- database
CREATE CAST (app.mood AS integer) WITH INOUT AS ASSIGNMENT;
CREATE LANGUAGE speech HANDLER plpgsql_call_handler;
CREATE FUNCTION app.mood_spoken(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'textlike_support';
CREATE TRANSFORM FOR app.mood LANGUAGE speech (FROM SQL WITH FUNCTION app.mood_spoken(internal));
CREATE ACCESS METHOD tree TYPE INDEX HANDLER bthandler;
CREATE FOREIGN DATA WRAPPER elsewhere OPTIONS (debug 'true');
CREATE SERVER far TYPE 'fs' VERSION '1' FOREIGN DATA WRAPPER elsewhere OPTIONS (host 'far.example');
CREATE FOREIGN TABLE app.remote (id integer OPTIONS (column_name 'ID') NOT NULL, note text) SERVER far OPTIONS (path '/a');
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION app.on_ddl();
CREATE PUBLICATION news FOR TABLE app.customer, app.vehicle WITH (publish = 'insert, update');
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC;
