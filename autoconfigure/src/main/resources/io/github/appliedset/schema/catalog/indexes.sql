SELECT 'INDEX' AS object_kind, i.indrelid AS relation_id, c.relname AS object_name,
       'pg_class'::regclass AS object_class, c.oid AS object_id,
       i.indisclustered AS "clustered",
       NOT i.indisvalid AS "invalid",
       CASE WHEN i.indisreplident THEN 'this' END AS "replicaIdentity",
       pg_get_indexdef(i.indexrelid) AS "definition"
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT c.relispartition AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid
                      AND k.contype IN ('p', 'u', 'x'))
