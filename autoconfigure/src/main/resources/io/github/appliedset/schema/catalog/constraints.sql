-- A foreign key to a partitioned table has a row for each partition there, and one for each of its own partitions. Only those
-- that refer to what the foreign key itself refers to are constraints of their table.
WITH RECURSIVE foreign_keys AS (
    SELECT k.oid, k.confrelid, k.oid AS kept
      FROM pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0
    UNION ALL
    SELECT k.oid, f.confrelid, CASE WHEN k.confrelid = f.confrelid THEN k.oid ELSE f.kept END
      FROM foreign_keys f JOIN pg_constraint k ON k.conparentid = f.oid AND k.contype = 'f'
), firing AS (
    -- A constraint with disabled triggers is not enforced.
    SELECT COALESCE(f.kept, t.tgconstraint) AS id, t.tgrelid,
           CASE WHEN count(DISTINCT t.tgenabled) > 1 THEN 'partly ' ELSE '' END
           || CASE min(t.tgenabled::text) FILTER (WHERE t.tgenabled <> 'O')
                  WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END AS enabled
      FROM pg_trigger t LEFT JOIN foreign_keys f ON f.oid = t.tgconstraint
     WHERE t.tgisinternal AND t.tgconstraint <> 0
     GROUP BY 1, 2
    HAVING bool_or(t.tgenabled <> 'O')
), firing_elsewhere AS (
    SELECT f.id, string_agg(format('%s on %I.%I', f.enabled, n.nspname, c.relname), ', ' ORDER BY n.nspname, c.relname) AS enabled
      FROM firing f
      JOIN pg_constraint k ON k.oid = f.id AND k.conrelid <> f.tgrelid
      JOIN pg_class c ON c.oid = f.tgrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
     GROUP BY f.id
), targets AS (
    SELECT a.attrelid, array_agg(format('COLUMN %s STATISTICS %s', a.attnum, a.attstattarget) ORDER BY a.attnum) AS options
      FROM pg_attribute a JOIN pg_index i ON i.indexrelid = a.attrelid
     WHERE a.attstattarget >= 0 GROUP BY a.attrelid
), every AS (
    SELECT k.oid, k.conname, k.contype, k.conrelid, k.conindid, d.definition, own.enabled,
           (SELECT array_agg(o ORDER BY o) FROM unnest(ic.reloptions || st.options) o) AS options,
           CASE WHEN NOT k.conislocal THEN COALESCE(NULLIF(k.conparentid, 0), (
               SELECT p.oid FROM pg_inherits i
                 JOIN pg_constraint p ON p.conrelid = i.inhparent AND p.conname = k.conname AND p.contype = k.contype
                WHERE i.inhrelid = k.conrelid ORDER BY i.inhseqno LIMIT 1)) END AS parent
      FROM pg_constraint k
      JOIN pg_class c ON c.oid = k.conrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
     CROSS JOIN LATERAL (
          SELECT pg_get_constraintdef(k.oid) AS definition
           WHERE pg_table_is_visible(k.conrelid) IS NOT NULL
             AND (k.confrelid = 0 OR pg_table_is_visible(k.confrelid) IS NOT NULL) OFFSET 0) d
      LEFT JOIN firing own ON own.id = k.oid AND own.tgrelid = k.conrelid
      LEFT JOIN pg_class ic ON ic.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
      LEFT JOIN targets st ON st.attrelid = ic.oid
     WHERE k.contype IN ('p', 'u', 'f', 'c', 'x')
       AND (k.contype <> 'f' OR k.conparentid = 0 OR k.oid IN (SELECT f.kept FROM foreign_keys f))
       /* wanted: k.conrelid */
       AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
), parents AS (
    SELECT p.* FROM every p WHERE p.oid IN (SELECT parent FROM every)
)
SELECT 'CONSTRAINT' AS object_kind, k.conrelid AS relation_id, k.conname AS object_name,
       'pg_constraint'::regclass AS object_class, k.oid AS object_id,
       p.conrelid AS attached_relation_id, p.conname AS attached_name,
       p.oid IS NOT NULL AS "ownName",
       CASE WHEN p.oid IS NULL THEN NULL
            WHEN k.contype IN ('c', 'f') THEN ARRAY[p.conname::text]
            WHEN k.contype = 'p' THEN ARRAY[c.relname::text, 'pkey']
            ELSE ARRAY[c.relname::text, (SELECT string_agg(a.attname, '_' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = k.conindid),
                       CASE k.contype WHEN 'u' THEN 'key' ELSE 'excl' END] END AS "ownName unless",
       i.indisclustered AS "clustered",
       NOT i.indisvalid AS "invalid",
       CASE WHEN i.indisreplident THEN 'this' END AS "replicaIdentity",
       CASE WHEN p.oid IS NULL THEN k.options
            WHEN k.options IS DISTINCT FROM p.options THEN COALESCE(k.options, '{none}') END AS "options",
       it.spcname::text AS "tablespace", -- [tablespaces]
       CASE WHEN p.oid IS NULL OR k.definition <> p.definition THEN k.definition END AS "definition",
       CASE WHEN p.oid IS NULL THEN k.enabled
            WHEN k.enabled IS DISTINCT FROM p.enabled THEN COALESCE(k.enabled, 'enabled') END AS "enabled",
       elsewhere.enabled AS "targetEnabled",
       ix.description AS "indexComment"
  FROM every k
  JOIN pg_class c ON c.oid = k.conrelid
  LEFT JOIN parents p ON p.oid = k.parent
  LEFT JOIN firing_elsewhere elsewhere ON elsewhere.id = k.oid
  LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
  LEFT JOIN pg_class ic ON ic.oid = i.indexrelid -- [tablespaces]
  LEFT JOIN pg_tablespace it ON it.oid = ic.reltablespace -- [tablespaces]
  LEFT JOIN pg_description ix ON ix.objoid = i.indexrelid AND ix.classoid = 'pg_class'::regclass AND ix.objsubid = 0
