SELECT 'RULE' AS object_kind, r.ev_class AS relation_id, r.rulename AS object_name,
       'pg_rewrite'::regclass AS object_class, r.oid AS object_id,
       CASE WHEN pg_table_is_visible(r.ev_class) IS NOT NULL THEN pg_get_ruledef(r.oid) END AS "definition",
       CASE r.ev_enabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END AS "enabled"
  FROM pg_rewrite r
  JOIN pg_class c ON c.oid = r.ev_class
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE r.rulename <> '_RETURN' AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
