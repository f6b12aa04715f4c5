-- Three rows for each table, made from the catalogue: values by type and ordinal, foreign keys to rows that exist,
-- literals of a check where one fails. Everything lives in pg_temp and is gone with the session.
CREATE TEMPORARY TABLE seeded (rel regclass, rows int, reason text);

-- What is deferred fails with its row, not with all of them.
SET CONSTRAINTS ALL IMMEDIATE;

-- Changes if a trigger, a default or a rule creates objects.
CREATE FUNCTION pg_temp.seed_objects() RETURNS text LANGUAGE sql AS $seed$
  SELECT pg_catalog.concat_ws(' ', (SELECT max(oid) FROM pg_catalog.pg_class WHERE relpersistence <> 't'),
                              (SELECT max(oid) FROM pg_catalog.pg_proc), (SELECT max(oid) FROM pg_catalog.pg_namespace),
                              (SELECT max(oid) FROM pg_catalog.pg_roles))
$seed$;

CREATE FUNCTION pg_temp.seed_value(t oid, modifier int, k int) RETURNS text LANGUAGE plpgsql AS $seed$
DECLARE
  r record;
  label text;
  bound text;
BEGIN
  SELECT typname, typcategory, typtype, typbasetype, typtypmod, typrelid, typelem, pg_catalog.format_type(t, modifier) AS f INTO r
    FROM pg_catalog.pg_type WHERE oid = t;
  IF r.typtype = 'd' THEN
    RETURN pg_temp.seed_value(r.typbasetype, CASE WHEN r.typtypmod > 0 THEN r.typtypmod ELSE -1 END, k) || '::' || r.f;
  ELSIF r.typtype = 'e' THEN
    SELECT enumlabel INTO label FROM pg_catalog.pg_enum WHERE enumtypid = t ORDER BY enumsortorder
     OFFSET (k - 1) % greatest((SELECT count(*) FROM pg_catalog.pg_enum WHERE enumtypid = t), 1) LIMIT 1;
    RETURN quote_literal(label) || '::' || r.f;
  ELSIF r.typtype = 'c' THEN
    RETURN 'ROW(' || (SELECT string_agg(coalesce(pg_temp.seed_value(atttypid, atttypmod, k + attnum), 'NULL'), ', ' ORDER BY attnum)
                        FROM pg_catalog.pg_attribute WHERE attrelid = r.typrelid AND attnum > 0 AND NOT attisdropped)
           || ')::' || r.f;
  ELSIF r.typtype = 'r' THEN
    SELECT '(' || pg_temp.seed_value(rngsubtype, -1, k) || ')::text' INTO bound FROM pg_catalog.pg_range WHERE rngtypid = t;
    RETURN '(''["'' || ' || bound || ' || ''","'' || ' || bound || ' || ''"]'')::' || r.f;
  ELSIF r.typtype = 'm' THEN
    RETURN '(''{'' || '
           || (SELECT pg_temp.seed_value(rngtypid, -1, k) FROM pg_catalog.pg_range WHERE rngmultitypid = t)
           || '::text || ''}'')::' || r.f;
  ELSIF r.typcategory = 'A' AND EXISTS (SELECT FROM pg_catalog.pg_type WHERE oid = r.typelem AND typtype IN ('c', 'd')) THEN
    RETURN 'ARRAY[' || pg_temp.seed_value(r.typelem, -1, k) || ']::' || r.f;
  END IF;
  RETURN CASE
    WHEN r.typcategory = 'A' THEN '''{}''::' || r.f
    WHEN r.typname = 'bool' THEN (k % 2 = 0)::text
    WHEN r.typname = 'uuid' THEN quote_literal(md5(k::text)::uuid) || '::uuid'
    WHEN r.typname IN ('json', 'jsonb') THEN '''{"k":' || k::text || '}''::' || r.typname
    WHEN r.typname = 'bytea' THEN '''\x0' || (k % 10)::text || '''::bytea'
    WHEN r.typname IN ('inet', 'cidr') THEN '''10.0.0.' || k::text || '''::' || r.typname
    WHEN r.typname = 'macaddr' THEN '''08:00:2b:01:02:0' || (k % 10)::text || '''::macaddr'
    WHEN r.typname = 'tsvector' THEN '''w' || k::text || '''::tsvector'
    WHEN r.typname = 'interval' THEN '''' || k::text || ' min''::interval'
    WHEN r.typname = 'point' THEN '''(1,' || k::text || ')''::point'
    WHEN r.typcategory = 'N' THEN k::text || '::' || r.f
    WHEN r.typname IN ('time', 'timetz') THEN '''0' || (k % 10)::text || ':00''::' || r.f
    WHEN r.typcategory = 'D' THEN '''2020-01-0' || (k % 9 + 1)::text || '''::' || r.f
    WHEN r.typcategory = 'S' THEN
      quote_literal(CASE WHEN modifier > 4 THEN left(rpad('x' || k::text, modifier - 4, 'y'), modifier - 4) ELSE 'x' || k::text END)
    END;
END $seed$;

-- Rows from one number to another with one statement, in which none of them sees another.
CREATE FUNCTION pg_temp.seed_rows(target regclass, first int, last int, every_column boolean) RETURNS text LANGUAGE plpgsql AS $seed$
DECLARE
  a record;
  fk record;
  names text[] := '{}';
  number_of_rows int := last - first + 1;
  vals text[] := '{}'; -- of all rows for the first column, then for the next
  numbers int[] := '{}';
  value text;
  referenced text;
  key text;
  failed text;
  message text;
  objects text := pg_temp.seed_objects();
  tries int := 0;
  literals text[];
  keys smallint[];
  number int;
  place int;
BEGIN
  FOR a IN SELECT att.*, t.typname, d.adbin IS NOT NULL AS has_default,
                  pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS default_text
             FROM pg_catalog.pg_attribute att
             JOIN pg_catalog.pg_type t ON t.oid = att.atttypid
             LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = att.attrelid AND d.adnum = att.attnum
            WHERE att.attrelid = target AND att.attnum > 0 AND NOT att.attisdropped
              AND att.attgenerated = '' AND att.attidentity = '' ORDER BY att.attnum LOOP
    CONTINUE WHEN NOT every_column AND (NOT a.attnotnull OR a.has_default);
    SELECT c.confrelid, c.confkey, c.confkey[array_position(c.conkey, a.attnum)] AS column_number INTO fk
      FROM pg_catalog.pg_constraint c WHERE c.conrelid = target AND c.contype = 'f' AND a.attnum = ANY (c.conkey) LIMIT 1;
    CONTINUE WHEN a.has_default AND a.attnotnull AND fk.confrelid IS NULL AND a.default_text ~ 'nextval|uuid';
    IF fk.confrelid IS NOT NULL THEN
      IF fk.confrelid = target AND number_of_rows > 1 THEN
        RETURN 'refers to itself';
      END IF;
      SELECT quote_ident(attname) INTO referenced FROM pg_catalog.pg_attribute
       WHERE attrelid = fk.confrelid AND attnum = fk.column_number;
      -- All columns of a key from one row.
      SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO key FROM pg_catalog.pg_attribute
       WHERE attrelid = fk.confrelid AND attnum = ANY (fk.confkey);
    END IF;
    FOR k IN first..last LOOP
      value := CASE WHEN fk.confrelid IS NULL THEN pg_temp.seed_value(a.atttypid, a.atttypmod, k)
                    ELSE format('(SELECT %s FROM %s ORDER BY %s OFFSET %s %% greatest((SELECT count(*) FROM %s), 1) LIMIT 1)',
                                referenced, fk.confrelid::regclass, key, k - 1, fk.confrelid::regclass) END;
      EXIT WHEN value IS NULL;
      vals := vals || value;
    END LOOP;
    IF value IS NULL THEN
      IF a.attnotnull AND NOT a.has_default THEN
        RETURN 'no value for type ' || a.typname;
      END IF;
      CONTINUE;
    END IF;
    names := names || quote_ident(a.attname);
    numbers := numbers || a.attnum::int;
  END LOOP;
  IF names = '{}' AND number_of_rows > 1 THEN
    RETURN 'has only defaults';
  END IF;
  LOOP
    BEGIN
      EXECUTE CASE WHEN names = '{}' THEN format('INSERT INTO %s DEFAULT VALUES', target)
                   ELSE format('INSERT INTO %s (%s) %s', target, array_to_string(names, ','),
                               (SELECT 'VALUES (' || string_agg(of_row, '), (' ORDER BY row) || ')'
                                  FROM (SELECT (nth - 1) % number_of_rows AS row, string_agg(cell, ',' ORDER BY nth) AS of_row
                                          FROM unnest(vals) WITH ORDINALITY AS u (cell, nth) GROUP BY 1) AS rows)) END;
      IF pg_temp.seed_objects() <> objects THEN
        RAISE EXCEPTION 'its rows create other objects';
      END IF;
      RETURN 'ok';
    EXCEPTION
      WHEN check_violation THEN
        GET STACKED DIAGNOSTICS failed = CONSTRAINT_NAME, message = MESSAGE_TEXT;
        tries := tries + 1;
        IF number_of_rows > 1 THEN
          RETURN message;
        END IF;
        SELECT c.conkey INTO keys FROM pg_catalog.pg_constraint c WHERE c.conname = failed AND c.conrelid = target LIMIT 1;
        IF tries > 40 OR keys IS NULL THEN
          RETURN coalesce(failed, message);
        END IF;
        SELECT array_agg(DISTINCT m[1]) INTO literals
          FROM (SELECT regexp_matches(pg_catalog.pg_get_constraintdef(c.oid), '(''[^'']*''|\m\d+(?:\.\d+)?\M)', 'g') AS m
                  FROM pg_catalog.pg_constraint c WHERE c.conname = failed) found;
        literals := coalesce(literals, '{}') || ARRAY['NULL', '0', '1', 'true', 'false', '''a'''];
        number := keys[1 + ((tries - 1) / array_length(literals, 1)) % array_length(keys, 1)];
        place := array_position(numbers, number);
        IF place IS NULL THEN
          SELECT names || quote_ident(attname), vals || 'NULL'::text, numbers || attnum::int INTO names, vals, numbers
            FROM pg_catalog.pg_attribute WHERE attrelid = target AND attnum = number;
          place := array_length(numbers, 1);
        END IF;
        vals[place] := literals[1 + (tries - 1) % array_length(literals, 1)];
      WHEN OTHERS OR assert_failure THEN
        GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
        RETURN message;
    END;
  END LOOP;
END $seed$;

DO $seed$
DECLARE
  r record;
  made int;
  reason text;
  outcome text;
BEGIN
  FOR round IN 1..8 LOOP
    FOR r IN SELECT c.oid::regclass AS rel FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              WHERE c.relkind = 'r' AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                AND NOT starts_with(n.nspname || '.' || c.relname, current_setting('applied_set.tracker'))
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.objid = c.oid AND e.deptype = 'e')
                AND NOT EXISTS (SELECT FROM pg_temp.seeded s WHERE s.rel = c.oid::regclass AND s.rows >= 3) ORDER BY 1 LOOP
      DELETE FROM pg_temp.seeded WHERE rel = r.rel;
      made := CASE WHEN pg_temp.seed_rows(r.rel, 1, 3, true) = 'ok' THEN 3 ELSE 0 END;
      reason := NULL;
      FOR k IN made + 1..3 LOOP
        outcome := pg_temp.seed_rows(r.rel, k, k, true);
        IF outcome <> 'ok' THEN
          reason := outcome;
          outcome := pg_temp.seed_rows(r.rel, k, k, false);
        END IF;
        made := made + (outcome = 'ok')::int;
      END LOOP;
      INSERT INTO pg_temp.seeded VALUES (r.rel, made, reason);
    END LOOP;
    EXIT WHEN NOT EXISTS (SELECT FROM pg_temp.seeded WHERE rows < 3);
  END LOOP;
END $seed$;
