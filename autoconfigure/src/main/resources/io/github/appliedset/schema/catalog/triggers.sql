SELECT 'TRIGGER' AS object_kind, t.tgrelid AS relation_id, t.tgname AS object_name,
       'pg_trigger'::regclass AS object_class, t.oid AS object_id,
       pg_get_triggerdef(t.oid) AS "definition",
       CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END AS "enabled"
  FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_trigger p ON p.oid = t.tgparentid
 WHERE (t.tgparentid = 0 AND NOT t.tgisinternal
        -- The trigger of a partition, which PostgreSQL 14 calls internal.
        OR t.tgenabled <> p.tgenabled AND NOT p.tgisinternal) AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
