SELECT 'INDEX' AS object_kind, i.indrelid AS relation_id, c.relname AS object_name,
       'pg_class'::regclass AS object_class, c.oid AS object_id,
       i.indisclustered AS "clustered",
       NOT i.indisvalid AS "invalid",
       CASE WHEN i.indisreplident THEN 'this' END AS "replicaIdentity",
       st.targets AS "options",
       it.spcname::text AS "tablespace", -- [tablespaces]
       pg_get_indexdef(i.indexrelid) AS "definition"
  FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_tablespace it ON it.oid = c.reltablespace -- [tablespaces]
  LEFT JOIN (SELECT a.attrelid, array_agg(format('COLUMN %s STATISTICS %s', a.attnum, a.attstattarget) ORDER BY a.attnum) AS targets
               FROM pg_attribute a JOIN pg_index ai ON ai.indexrelid = a.attrelid
              WHERE a.attstattarget >= 0 GROUP BY a.attrelid) st ON st.attrelid = i.indexrelid
 WHERE NOT c.relispartition AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid
                      AND k.contype IN ('p', 'u', 'x'))
