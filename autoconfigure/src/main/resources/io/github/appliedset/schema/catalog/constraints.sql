SELECT 'CONSTRAINT' AS object_kind, k.conrelid AS relation_id, k.conname AS object_name,
       'pg_constraint'::regclass AS object_class, k.oid AS object_id,
       i.indisclustered AS "clustered",
       NOT i.indisvalid AS "invalid",
       CASE WHEN i.indisreplident THEN 'this' END AS "replicaIdentity",
       (SELECT array_agg(o ORDER BY o) FROM unnest(ic.reloptions) o) AS "options",
       it.spcname::text AS "tablespace", -- [tablespaces]
       pg_get_constraintdef(k.oid) AS "definition",
       CASE off.enabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END AS "enabled",
       ix.description AS "indexComment"
  FROM pg_constraint k
  JOIN pg_class c ON c.oid = k.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
  LEFT JOIN pg_class ic ON ic.oid = i.indexrelid
  LEFT JOIN pg_tablespace it ON it.oid = ic.reltablespace -- [tablespaces]
  LEFT JOIN pg_description ix ON ix.objoid = i.indexrelid AND ix.classoid = 'pg_class'::regclass AND ix.objsubid = 0
  -- A foreign key with disabled triggers is not enforced.
  LEFT JOIN (SELECT t.tgconstraint, min(t.tgenabled::text) AS enabled
               FROM pg_trigger t WHERE t.tgisinternal AND t.tgenabled <> 'O' GROUP BY t.tgconstraint) off
         ON off.tgconstraint = k.oid
 WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conislocal AND k.conparentid = 0
   AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
