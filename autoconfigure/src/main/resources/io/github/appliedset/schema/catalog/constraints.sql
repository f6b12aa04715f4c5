SELECT 'CONSTRAINT' AS object_kind, k.conrelid AS relation_id, k.conname AS object_name,
       'pg_constraint'::regclass AS object_class, k.oid AS object_id,
       i.indisclustered AS "clustered",
       NOT i.indisvalid AS "invalid",
       CASE WHEN i.indisreplident THEN 'this' END AS "replicaIdentity",
       (SELECT array_agg(o ORDER BY o) FROM unnest(ic.reloptions) o) AS "options",
       pg_get_constraintdef(k.oid) AS "definition"
  FROM pg_constraint k
  JOIN pg_class c ON c.oid = k.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
  LEFT JOIN pg_class ic ON ic.oid = i.indexrelid
 WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conislocal AND k.conparentid = 0
   AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
