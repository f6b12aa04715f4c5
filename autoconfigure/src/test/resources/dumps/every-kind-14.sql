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
CREATE SCHEMA "Odd Names";
CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'the application''s own';
CREATE OR REPLACE LANGUAGE speech HANDLER plpgsql_call_handler;
CREATE COLLATION app.numbers (provider = icu, deterministic = false, locale = 'en-u-kn-true');
CREATE COLLATION app.plain (provider = libc, locale = 'C');
CREATE TYPE app.mood AS ENUM (
    'sad',
    'so; so',
    'happy'
);
COMMENT ON TYPE app.mood IS 'as of today';
CREATE FUNCTION app.mood_spoken(internal) RETURNS internal
    LANGUAGE internal IMMUTABLE STRICT
    AS $$textlike_support$$;
CREATE TRANSFORM FOR app.mood LANGUAGE speech (FROM SQL WITH FUNCTION app.mood_spoken(internal));
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';
CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA public;
COMMENT ON EXTENSION hstore IS 'data type for storing sets of (key, value) pairs';
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';
CREATE DOMAIN app.code AS character varying(8) COLLATE pg_catalog."C"
	CONSTRAINT not_empty CHECK (((VALUE)::text <> ''::text))
	CONSTRAINT upper_case CHECK (((VALUE)::text = upper((VALUE)::text)));
CREATE TYPE app.address AS (
	street text,
	city character varying(80) COLLATE pg_catalog."C",
	zip app.code
);
CREATE TYPE app.point_of_sale AS (
	name text,
	till integer
);
CREATE DOMAIN app.positive AS integer NOT NULL DEFAULT 1
	CONSTRAINT above_zero CHECK ((VALUE > 0));
CREATE TYPE app.prices AS RANGE (
    subtype = numeric,
    multirange_type_name = app.prices_multirange
);
CREATE TYPE app.shelf_range AS RANGE (
    subtype = text,
    multirange_type_name = app.shelf_multirange,
    collation = pg_catalog."C"
);
CREATE TYPE app.tag;
CREATE FUNCTION app.tag_in(cstring) RETURNS app.tag
    LANGUAGE internal IMMUTABLE STRICT
    AS $$textin$$;
CREATE FUNCTION app.tag_out(app.tag) RETURNS cstring
    LANGUAGE internal IMMUTABLE STRICT
    AS $$textout$$;
CREATE TYPE app.tag (
    INTERNALLENGTH = variable,
    INPUT = app.tag_in,
    OUTPUT = app.tag_out,
    CATEGORY = 'S',
    ALIGNMENT = int4,
    STORAGE = extended
);
CREATE TYPE app.to_come;
CREATE CAST (app.mood AS integer) WITH INOUT AS ASSIGNMENT;
CREATE FUNCTION app.about(a text, b text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT lower(a) = lower(b) $$;
CREATE FUNCTION app.add_rich() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RETURN NULL; END $$;
CREATE FUNCTION app.doubled(n integer) RETURNS integer
    LANGUAGE sql IMMUTABLE
    RETURN (n * 2);
CREATE FUNCTION app.full_name(nick app.mood) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT nick::text $$;
CREATE FUNCTION app.full_name(first_name text, last_name text DEFAULT 'nobody'::text) RETURNS text
    LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER COST 7 PARALLEL SAFE
    SET search_path TO 'app', 'public'
    AS $$
BEGIN
    -- "quoted" \ back-slashed
    RETURN first_name || ' ' || last_name;
END
$$;
COMMENT ON FUNCTION app.full_name(first_name text, last_name text) IS 'first line
second line';
CREATE FUNCTION app.length_order(a text, b text) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT length(a) - length(b) $$;
CREATE FUNCTION app.on_ddl() RETURNS event_trigger
    LANGUAGE plpgsql
    AS $$ BEGIN END $$;
CREATE PROCEDURE app.tidy(INOUT n integer)
    LANGUAGE plpgsql
    AS $$ BEGIN n := n + 1; END $$;
CREATE FUNCTION app.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN NEW.touched := now(); RETURN NEW; END $$;
CREATE AGGREGATE app.total(integer) (
    SFUNC = int4pl,
    STYPE = integer,
    INITCOND = '0',
    PARALLEL = safe
);
CREATE ACCESS METHOD tree TYPE INDEX HANDLER bthandler;
CREATE OPERATOR app.=~~ (
    FUNCTION = app.about,
    LEFTARG = text,
    RIGHTARG = text,
    COMMUTATOR = OPERATOR(app.=~~)
);
CREATE OPERATOR FAMILY app.by_length USING btree;
CREATE OPERATOR CLASS app.length_ops
    FOR TYPE text USING btree FAMILY app.by_length AS
    OPERATOR 3 =(text,text) ,
    FUNCTION 1 (text, text) app.length_order(text,text);
CREATE CONVERSION app.western FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TEXT SEARCH PARSER app.words (
    START = prsd_start,
    GETTOKEN = prsd_nexttoken,
    END = prsd_end,
    HEADLINE = prsd_headline,
    LEXTYPES = prsd_lextype );
CREATE TEXT SEARCH TEMPLATE app.bare (
    INIT = dsimple_init,
    LEXIZE = dsimple_lexize );
CREATE TEXT SEARCH DICTIONARY app.stems (
    TEMPLATE = pg_catalog.snowball,
    language = 'english' );
CREATE TEXT SEARCH CONFIGURATION app.search (
    PARSER = pg_catalog."default" );
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR asciiword WITH app.stems, simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR word WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR numword WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR email WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR url WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR host WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR sfloat WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR version WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR hword_numpart WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR hword_part WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR hword_asciipart WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR numhword WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR asciihword WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR hword WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR url_path WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR file WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR "float" WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR "int" WITH simple;
ALTER TEXT SEARCH CONFIGURATION app.search
    ADD MAPPING FOR uint WITH simple;
CREATE FOREIGN DATA WRAPPER elsewhere OPTIONS (
    debug 'true'
);
CREATE SERVER far TYPE 'fs' VERSION '1' FOREIGN DATA WRAPPER elsewhere OPTIONS (
    host 'far.example'
);
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE "Odd Names"."order" (
    "Select" integer,
    "a.b" text,
    "say ""hi""" text,
    "größe" text,
    CONSTRAINT con CHECK (("Select" > 0))
);
CREATE TABLE "Odd Names"."this name is as long as PostgreSQL lets it be, with 63 bytes ok" (
    id integer
);
CREATE TABLE app.vehicle (
    id integer NOT NULL,
    wheels integer,
    CONSTRAINT vehicle_wheels_check CHECK ((wheels > 0))
);
CREATE TABLE app.car (
    doors integer
)
INHERITS (app.vehicle);
CREATE UNLOGGED TABLE app.cart (
    customer_id bigint,
    product text,
    qty app.positive
);
ALTER TABLE ONLY app.cart REPLICA IDENTITY FULL;
CREATE SEQUENCE app.countdown
    START WITH -1
    INCREMENT BY -1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE app.customer (
    id bigint NOT NULL,
    serial_no integer NOT NULL,
    email public.citext NOT NULL,
    nickname character varying(40) DEFAULT 'it''s me'::character varying COLLATE app.numbers,
    mood app.mood DEFAULT 'happy'::app.mood,
    home app.address,
    attributes public.hstore,
    born date DEFAULT CURRENT_DATE,
    balance numeric(12,2) DEFAULT 0.00 NOT NULL,
    doubled numeric GENERATED ALWAYS AS ((balance * (2)::numeric)) STORED,
    tags text[] DEFAULT '{}'::text[],
    touched timestamp with time zone,
    CONSTRAINT born_late CHECK ((born > '1900-01-01'::date))
)
WITH (fillfactor='80', toast.autovacuum_enabled='false');
ALTER TABLE ONLY app.customer ALTER COLUMN email SET (n_distinct=-1);
ALTER TABLE ONLY app.customer ALTER COLUMN nickname SET STATISTICS 500;
ALTER TABLE ONLY app.customer ALTER COLUMN nickname SET STORAGE EXTERNAL;
ALTER TABLE ONLY app.customer ALTER COLUMN tags SET COMPRESSION pglz;
COMMENT ON TABLE app.customer IS 'who buys';
COMMENT ON COLUMN app.customer.email IS 'in lower case';
ALTER TABLE app.customer ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.customer_id_seq
    START WITH 100
    INCREMENT BY 5
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE SEQUENCE app.customer_serial_no_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE app.customer_serial_no_seq OWNED BY app.customer.serial_no;
CREATE VIEW app.rich AS
 SELECT customer.id,
    customer.email,
    customer.balance
   FROM app.customer
  WHERE (customer.balance > (1000)::numeric);
COMMENT ON VIEW app.rich IS 'well off';
COMMENT ON COLUMN app.rich.email IS 'of the rich';
CREATE VIEW app.guarded WITH (security_barrier='true') AS
 SELECT r.id,
    r.email,
    r.balance
   FROM app.rich r
  WHERE (r.balance < (5000)::numeric)
  WITH LOCAL CHECK OPTION;
CREATE SEQUENCE app.invoice_no
    AS integer
    START WITH 1000
    INCREMENT BY 10
    MINVALUE 100
    MAXVALUE 900000
    CACHE 5
    CYCLE;
CREATE TABLE app.placed (
    id bigint NOT NULL,
    placed date NOT NULL,
    region text NOT NULL,
    note text DEFAULT 'none'::text
)
PARTITION BY RANGE (placed);
CREATE MATERIALIZED VIEW app.moods AS
 WITH counted AS (
         SELECT customer.mood,
            count(*) AS n
           FROM app.customer
          GROUP BY customer.mood
        )
 SELECT c.mood,
    c.n,
    p.placed
   FROM (counted c
     LEFT JOIN app.placed p ON ((p.id = c.n)))
  WITH NO DATA;
CREATE TABLE app.placed_2024 (
    id bigint NOT NULL,
    placed date NOT NULL,
    region text NOT NULL,
    note text DEFAULT 'none'::text
);
CREATE TABLE app.placed_2025 (
    id bigint NOT NULL,
    placed date NOT NULL,
    region text NOT NULL,
    note text DEFAULT 'late'::text
)
PARTITION BY LIST (region);
CREATE TABLE app.placed_rest (
    id bigint NOT NULL,
    placed date NOT NULL,
    region text NOT NULL,
    note text DEFAULT 'none'::text
);
CREATE FOREIGN TABLE app.remote (
    id integer NOT NULL,
    note text
)
SERVER far
OPTIONS (
    path '/a'
);
ALTER FOREIGN TABLE app.remote ALTER COLUMN id OPTIONS (
    column_name 'ID'
);
CREATE TABLE app.shop OF app.point_of_sale (
    name NOT NULL
);
ALTER TABLE ONLY app.placed ATTACH PARTITION app.placed_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
ALTER TABLE ONLY app.placed ATTACH PARTITION app.placed_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
ALTER TABLE ONLY app.placed ATTACH PARTITION app.placed_rest DEFAULT;
ALTER TABLE ONLY app.customer ALTER COLUMN serial_no SET DEFAULT nextval('app.customer_serial_no_seq'::regclass);
ALTER TABLE ONLY app.rich ALTER COLUMN balance SET DEFAULT 1000;
ALTER TABLE ONLY app.customer
    ADD CONSTRAINT customer_email UNIQUE (email) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY app.customer
    ADD CONSTRAINT customer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY app.cart
    ADD CONSTRAINT one_at_a_time EXCLUDE USING gist (int8range(customer_id, customer_id, '[]'::text) WITH &&);
ALTER TABLE ONLY app.placed
    ADD CONSTRAINT placed_pkey PRIMARY KEY (id, placed, region);
ALTER TABLE ONLY app.placed_2024
    ADD CONSTRAINT placed_2024_pkey PRIMARY KEY (id, placed, region);
ALTER TABLE ONLY app.placed_2025
    ADD CONSTRAINT placed_2025_pkey PRIMARY KEY (id, placed, region);
ALTER TABLE ONLY app.placed_rest
    ADD CONSTRAINT placed_rest_pkey PRIMARY KEY (id, placed, region);
ALTER TABLE app.cart
    ADD CONSTRAINT qty_small CHECK (((qty)::integer < 100)) NOT VALID;
ALTER TABLE ONLY app.shop
    ADD CONSTRAINT shop_pkey PRIMARY KEY (name);
ALTER TABLE ONLY app.vehicle
    ADD CONSTRAINT vehicle_pkey PRIMARY KEY (id);
CREATE INDEX customer_born ON app.customer USING btree (born DESC NULLS LAST) INCLUDE (balance) WHERE (born IS NOT NULL);
COMMENT ON INDEX app.customer_born IS 'for birthdays';
CREATE INDEX customer_lower ON app.customer USING btree (lower((nickname)::text), ((balance + (1)::numeric)));
ALTER TABLE app.customer CLUSTER ON customer_lower;
CREATE INDEX customer_trgm ON app.customer USING gin (nickname public.gin_trgm_ops);
CREATE UNIQUE INDEX moods_mood ON app.moods USING btree (mood, placed);
CREATE INDEX placed_region ON ONLY app.placed USING btree (region);
CREATE INDEX placed_2024_region_idx ON app.placed_2024 USING btree (region);
CREATE INDEX placed_2025_region_idx ON ONLY app.placed_2025 USING btree (region);
CREATE INDEX placed_rest_region_idx ON app.placed_rest USING btree (region);
ALTER INDEX app.placed_pkey ATTACH PARTITION app.placed_2024_pkey;
ALTER INDEX app.placed_region ATTACH PARTITION app.placed_2024_region_idx;
ALTER INDEX app.placed_pkey ATTACH PARTITION app.placed_2025_pkey;
ALTER INDEX app.placed_region ATTACH PARTITION app.placed_2025_region_idx;
ALTER INDEX app.placed_pkey ATTACH PARTITION app.placed_rest_pkey;
ALTER INDEX app.placed_region ATTACH PARTITION app.placed_rest_region_idx;
CREATE STATISTICS app.customer_mood (ndistinct, dependencies) ON mood, born FROM app.customer;
CREATE RULE no_delete AS
    ON DELETE TO app.cart
   WHERE ((old.qty)::integer > 5) DO INSTEAD NOTHING;
CREATE RULE quiet AS
    ON UPDATE TO app.guarded DO INSTEAD  UPDATE app.customer SET balance = new.balance
  WHERE (customer.id = old.id);
CREATE TRIGGER instead INSTEAD OF INSERT ON app.rich FOR EACH ROW EXECUTE FUNCTION app.add_rich();
CREATE TRIGGER seen AFTER INSERT ON app.placed FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER sleeping AFTER INSERT ON app.customer FOR EACH STATEMENT EXECUTE FUNCTION app.touch();
ALTER TABLE app.customer DISABLE TRIGGER sleeping;
CREATE TRIGGER touch BEFORE UPDATE ON app.customer FOR EACH ROW WHEN ((old.mood IS DISTINCT FROM new.mood)) EXECUTE FUNCTION app.touch();
ALTER TABLE ONLY app.cart
    ADD CONSTRAINT cart_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES app.customer(id) ON DELETE CASCADE;
ALTER TABLE app.placed
    ADD CONSTRAINT placed_customer FOREIGN KEY (id) REFERENCES app.customer(id);
ALTER TABLE app.customer ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON app.customer AS RESTRICTIVE FOR UPDATE USING (((email)::text = CURRENT_USER)) WITH CHECK ((balance >= (0)::numeric));
CREATE PUBLICATION news WITH (publish = 'insert, update');
ALTER PUBLICATION news ADD TABLE ONLY app.car;
ALTER PUBLICATION news ADD TABLE ONLY app.customer;
ALTER PUBLICATION news ADD TABLE ONLY app.vehicle;
CREATE EVENT TRIGGER watch ON ddl_command_end
         WHEN TAG IN ('CREATE TABLE', 'DROP TABLE')
   EXECUTE FUNCTION app.on_ddl();
