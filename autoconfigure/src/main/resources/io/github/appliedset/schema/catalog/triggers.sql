SELECT 'TRIGGER' AS object_kind, t.tgrelid AS relation_id, t.tgname AS object_name,
       'pg_trigger'::regclass AS object_class, t.oid AS object_id,
       p.tgrelid AS attached_relation_id, p.tgname AS attached_name,
       p.oid IS NOT NULL AS "ownName",
       ARRAY[p.tgname::text] AS "ownName unless",
       CASE WHEN p.oid IS NULL AND pg_table_is_visible(t.tgrelid) IS NOT NULL THEN pg_get_triggerdef(t.oid) END AS "definition",
       CASE WHEN p.oid IS NULL OR t.tgenabled <> p.tgenabled THEN
           CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always'
                            ELSE CASE WHEN p.oid IS NOT NULL THEN 'enabled' END END END AS "enabled",
       kd.description AS "constraintComment"
  FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_constraint k ON k.oid = t.tgconstraint
  LEFT JOIN pg_description kd ON kd.objoid = k.oid AND kd.classoid = 'pg_constraint'::regclass
  LEFT JOIN pg_trigger p ON p.oid = t.tgparentid
 -- Before PostgreSQL 15, the trigger of a partition is called internal.
 WHERE (NOT t.tgisinternal OR t.tgparentid <> 0) AND (k.oid IS NULL OR k.contype = 't')
   AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
