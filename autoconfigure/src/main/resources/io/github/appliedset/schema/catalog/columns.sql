SELECT 'COLUMN' AS object_kind, a.attrelid AS relation_id, a.attname AS object_name,
       'pg_class'::regclass AS object_class, a.attrelid AS object_id, a.attnum AS object_part,
       a.attinhcount > 0 AND NOT a.attislocal AS "inherited",
       format_type(a.atttypid, a.atttypmod) AS "type",
       a.attnotnull AS "notNull",
       NOT nn.convalidated AS "notNullNotValid", -- [18]
       nn.connoinherit AS "notNullNoInherit", -- [18]
       CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, 0) END AS "default",
       CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END AS "generated",
       a.attgenerated = 'v' AS "virtual",
       CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS "identity",
       q.options AS "sequence",
       CASE WHEN a.attcollation <> t.typcollation THEN format('%I.%I', cn.nspname, c.collname) END AS "collation",
       CASE WHEN a.attstorage <> t.typstorage AND k.relkind NOT IN ('v', 'f') THEN
           CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END
       END AS "storage",
       CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS "compression",
       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS "statisticsTarget",
       (SELECT array_agg(o.option ORDER BY o.option)
          FROM (SELECT unnest(a.attoptions) AS option UNION ALL SELECT unnest(a.attfdwoptions)) o) AS "options"
  FROM pg_attribute a
  JOIN pg_class k ON k.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = k.relnamespace
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_collation c ON c.oid = a.attcollation
  LEFT JOIN pg_namespace cn ON cn.oid = c.collnamespace
  LEFT JOIN pg_constraint nn ON nn.conrelid = a.attrelid AND nn.contype = 'n' AND nn.conkey = ARRAY[a.attnum] -- [18]
  LEFT JOIN (
      SELECT i.refobjid, i.refobjsubid,
             array_remove(ARRAY[
                 CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END
                      THEN 'START ' || s.seqstart END,
                 CASE WHEN s.seqincrement <> 1 THEN 'INCREMENT ' || s.seqincrement END,
                 CASE WHEN s.seqincrement > 0 AND s.seqmin <> 1 OR s.seqincrement < 0 AND s.seqmax <> -1
                      THEN 'MINVALUE ' || s.seqmin || ' MAXVALUE ' || s.seqmax
                      WHEN s.seqincrement > 0 AND s.seqmax NOT IN (32767, 2147483647, 9223372036854775807)
                      THEN 'MAXVALUE ' || s.seqmax
                      WHEN s.seqincrement < 0 AND s.seqmin NOT IN (-32768, -2147483648, -9223372036854775808)
                      THEN 'MINVALUE ' || s.seqmin END,
                 CASE WHEN s.seqcache <> 1 THEN 'CACHE ' || s.seqcache END,
                 CASE WHEN s.seqcycle THEN 'CYCLE' END], NULL) AS options
        FROM pg_depend i JOIN pg_sequence s ON s.seqrelid = i.objid
       WHERE i.classid = 'pg_class'::regclass AND i.refclassid = 'pg_class'::regclass AND i.deptype = 'i'
  ) q ON q.refobjid = a.attrelid AND q.refobjsubid = a.attnum
 WHERE a.attnum > 0 AND NOT a.attisdropped AND k.relkind IN ('r', 'p', 'f', 'v', 'm') AND k.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
 ORDER BY a.attrelid, a.attnum
