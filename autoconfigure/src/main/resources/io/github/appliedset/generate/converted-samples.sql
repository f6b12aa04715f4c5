-- Which of some samples does not come back from another type. Nothing of this is committed. The time zone has hours that are
-- missing and hours that come twice: the zone of whoever will run the migration may be such a one.
SELECT pg_catalog.set_config('TimeZone', 'America/New_York', true);

CREATE FUNCTION pg_temp.applied_set_lost(old text, new text, how text) RETURNS text LANGUAGE plpgsql AS $lost$
DECLARE
  samples text[] := ARRAY['0', '1', '-1', '2', '0.5', '1.005', '12.34', '16777217', '2147483648', '9007199254740993',
    '12345678901234567890.123456789', '0.30000000000000004', 'true',
    '2024-03-10', '2024-03-10 02:30:00', '2024-11-03 05:30:00+00', '2024-11-03 06:30:00+00', '2024-06-01 12:34:56.123456',
    '12:34:56.123456', '12:34:56.123456+05', '40 days 12:34:56.123456',
    '10.1.2.3/24', '08:00:2b:01:02:03:04:05', '08:00:2b:ff:fe:01:02:03', '10101', '10110011', '{"b": 1, "a": 2, "a": 3}', '1.50',
    '(1.5,2)', '((0,0),(1,2))', '((0,0),(1,2),(3,1))', '<(1,1),2>', '[1,5)', '[0.5,1.5)',
    'a', 'ab', 'A', 'a ', repeat('x', 70)];
  sample text;
  was text;
  now text;
  back text;
  lost text;
  from_array boolean;
BEGIN
  IF pg_catalog.to_regtype(old) IS NULL OR pg_catalog.to_regtype(new) IS NULL THEN
    -- Renamed: the values are what they were.
    RETURN NULL;
  END IF;
  IF (SELECT t.typcategory = 'S' FROM pg_catalog.pg_type t WHERE t.oid = pg_catalog.to_regtype(old))
     AND NOT (SELECT t.typcategory IN ('S', 'Z') FROM pg_catalog.pg_type t WHERE t.oid = pg_catalog.to_regtype(new)) THEN
    -- A text is read as a value of the other type, or is an error.
    RETURN NULL;
  END IF;
  from_array := old LIKE '%[]';
  EXECUTE pg_catalog.format('CREATE TEMPORARY TABLE applied_set_old (c %s) ON COMMIT DROP', old);
  EXECUTE pg_catalog.format('CREATE TEMPORARY TABLE applied_set_new (c %s) ON COMMIT DROP', new);
  FOREACH sample IN ARRAY samples LOOP
    BEGIN
      EXECUTE 'DELETE FROM pg_temp.applied_set_old';
      EXECUTE 'DELETE FROM pg_temp.applied_set_new';
      EXECUTE pg_catalog.format('INSERT INTO pg_temp.applied_set_old VALUES (%L)',
                                CASE WHEN from_array THEN ARRAY[sample]::text ELSE sample END);
      EXECUTE pg_catalog.format('INSERT INTO pg_temp.applied_set_new SELECT %s FROM pg_temp.applied_set_old', how);
      EXECUTE 'SELECT c::text FROM pg_temp.applied_set_old' INTO was;
      EXECUTE 'SELECT c::text FROM pg_temp.applied_set_new' INTO now;
      IF was IS DISTINCT FROM now THEN
        BEGIN
          EXECUTE pg_catalog.format('SELECT (c::%s)::text FROM pg_temp.applied_set_new', old) INTO back;
          IF back IS DISTINCT FROM was THEN
            -- 0.00 is 0.
            EXECUTE pg_catalog.format('SELECT o.c::text FROM pg_temp.applied_set_old o, pg_temp.applied_set_new n'
                                      ' WHERE n.c::%s = o.c', old) INTO back;
          END IF;
        EXCEPTION WHEN OTHERS OR assert_failure THEN
          back := NULL;
        END;
        IF back IS DISTINCT FROM was THEN
          lost := pg_catalog.format('%s %L becomes %L', old, was, coalesce(now, 'null'));
        END IF;
      END IF;
    EXCEPTION WHEN OTHERS OR assert_failure THEN
      -- No value of the one type, or an error instead of a loss.
      NULL;
    END;
    EXIT WHEN lost IS NOT NULL;
  END LOOP;
  DROP TABLE pg_temp.applied_set_old, pg_temp.applied_set_new;
  RETURN lost;
END $lost$;
