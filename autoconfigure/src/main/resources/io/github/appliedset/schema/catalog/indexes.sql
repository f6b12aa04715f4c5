WITH targets AS (
    SELECT a.attrelid, array_agg(format('COLUMN %s STATISTICS %s', a.attnum, a.attstattarget) ORDER BY a.attnum) AS options
      FROM pg_attribute a JOIN pg_index i ON i.indexrelid = a.attrelid
     WHERE a.attstattarget >= 0 GROUP BY a.attrelid
), every AS (
    SELECT i.*, c.relname, c.relkind, c.reltablespace, tc.relname AS of, n.nspname, d.definition, t.options AS targets, h.inhparent
      FROM pg_index i
      JOIN pg_class c ON c.oid = i.indexrelid
      JOIN pg_class tc ON tc.oid = i.indrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
     CROSS JOIN LATERAL (
          SELECT pg_get_indexdef(i.indexrelid) AS definition WHERE pg_table_is_visible(i.indexrelid) IS NOT NULL OFFSET 0) d
      LEFT JOIN targets t ON t.attrelid = i.indexrelid
      LEFT JOIN pg_inherits h ON h.inhrelid = i.indexrelid
     WHERE true /* wanted: i.indrelid */
       AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
       AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid
                          AND k.contype IN ('p', 'u', 'x'))
), described AS (
    -- What is left of the definition without the names.
    SELECT e.*, substr(e.definition, length(format('CREATE %sINDEX %I ON %s%I.%I ',
                           CASE WHEN e.indisunique THEN 'UNIQUE ' ELSE '' END, e.relname,
                           CASE WHEN e.relkind = 'I' THEN 'ONLY ' ELSE '' END, e.nspname, e.of))) AS properties
      FROM every e
), parents AS (
    SELECT p.* FROM described p WHERE p.relkind = 'I'
)
SELECT 'INDEX' AS object_kind, i.indrelid AS relation_id, i.relname AS object_name,
       'pg_class'::regclass AS object_class, i.indexrelid AS object_id,
       p.indrelid AS attached_relation_id, p.relname AS attached_name,
       p.indexrelid IS NOT NULL AS "ownName",
       CASE WHEN p.indexrelid IS NOT NULL THEN
           ARRAY[i.of::text, (SELECT string_agg(a.attname, '_' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = i.indexrelid),
                 'idx'] END AS "ownName unless",
       i.indisclustered AS "clustered",
       NOT i.indisvalid AS "invalid",
       NOT i.indisready AS "notReady",
       CASE WHEN i.indisreplident THEN 'this' END AS "replicaIdentity",
       CASE WHEN p.indexrelid IS NULL THEN i.targets
            WHEN i.targets IS DISTINCT FROM p.targets THEN COALESCE(i.targets, '{none}') END AS "options",
       it.spcname::text AS "tablespace", -- [tablespaces]
       CASE WHEN p.indexrelid IS NULL OR i.properties <> p.properties THEN i.definition END AS "definition"
  FROM described i
  LEFT JOIN parents p ON p.indexrelid = i.inhparent
  LEFT JOIN pg_tablespace it ON it.oid = i.reltablespace -- [tablespaces]
