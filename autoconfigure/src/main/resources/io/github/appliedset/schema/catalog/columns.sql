SELECT 'COLUMN' AS object_kind, a.attrelid AS relation_id, a.attname AS object_name,
       'pg_class'::regclass AS object_class, a.attrelid AS object_id, a.attnum AS object_part,
       a.attinhcount > 0 AND NOT a.attislocal AS "inherited",
       format_type(a.atttypid, a.atttypmod) AS "type",
       a.attnotnull AS "notNull",
       NOT nn.convalidated AS "notNullNotValid", -- [18]
       nn.connoinherit AS "notNullNoInherit", -- [18]
       nn.conislocal AND nn.coninhcount > 0 AS "notNullLocal", -- [18]
       CASE WHEN nn.coninhcount = 0 OR NOT EXISTS (SELECT FROM pg_inherits h JOIN pg_constraint p ON p.conrelid = h.inhparent AND p.contype = 'n' WHERE h.inhrelid = nn.conrelid AND p.conname = nn.conname) THEN nn.conname END AS "notNullName", -- [18]
       -- Without a name of its own, a column has its parent's.
       CASE WHEN nn.coninhcount = 0 THEN ARRAY[k.relname::text, a.attname::text, 'not_null'] ELSE ARRAY[''] END AS "notNullName unless", -- [18]
       (SELECT d.description FROM pg_description d WHERE d.classoid = 'pg_constraint'::regclass AND d.objoid = nn.oid) AS "notNullComment", -- [18]
       CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, 0) END AS "default",
       CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END AS "generated",
       a.attgenerated = 'v' AS "virtual",
       -- Since PostgreSQL 17, a partition has the identity of its table.
       CASE WHEN k.relispartition THEN NULL ELSE -- [17]
       CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END
       END -- [17]
           AS "identity",
       q.options AS "sequence",
       q.relname AS "sequenceName",
       ARRAY[k.relname::text, a.attname::text, 'seq'] AS "sequenceName unless",
       q.persistence AS "sequencePersistence", -- [15]
       q.description AS "sequenceComment",
       q.granted AS "sequenceGrants", -- [grants]
       CASE WHEN a.attcollation <> t.typcollation THEN format('%I.%I', cn.nspname, c.collname) END AS "collation",
       CASE WHEN a.attstorage <> t.typstorage AND k.relkind <> 'v' THEN
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
      SELECT i.refobjid, i.refobjsubid, c.relname,
             (SELECT d.description FROM pg_description d WHERE d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0) AS description,
             (SELECT array_agg(format('%s %s%s', CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee)::text END, x.privilege_type, CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) ORDER BY x.grantee = 0, pg_get_userbyid(x.grantee), x.privilege_type) FROM aclexplode(c.relacl) x WHERE x.grantee <> c.relowner) -- [grants]
             || (SELECT array_agg('OWNER WITHOUT ' || d.privilege_type ORDER BY d.privilege_type) FROM aclexplode(acldefault('s', c.relowner)) d WHERE c.relacl IS NOT NULL AND NOT EXISTS (SELECT FROM aclexplode(c.relacl) x WHERE x.grantee = c.relowner AND x.privilege_type = d.privilege_type)) AS granted, -- [grants]
             array_remove(ARRAY[
                 CASE WHEN s.seqtypid <> a.atttypid THEN 'AS ' || format_type(s.seqtypid, NULL) END,
                 CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END
                      THEN 'START ' || s.seqstart::text END,
                 CASE WHEN s.seqincrement <> 1 THEN 'INCREMENT ' || s.seqincrement::text END,
                 CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE l.least END
                      THEN 'MINVALUE ' || s.seqmin::text END,
                 CASE WHEN s.seqmax <> CASE WHEN s.seqincrement > 0 THEN l.most ELSE -1 END
                      THEN 'MAXVALUE ' || s.seqmax::text END,
                 CASE WHEN s.seqcache <> 1 THEN 'CACHE ' || s.seqcache::text END,
                 CASE WHEN s.seqcycle THEN 'CYCLE' END], NULL) AS options,
             CASE WHEN c.relpersistence <> t.relpersistence THEN CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'logged' END END
                 AS persistence
        FROM pg_depend i
        JOIN pg_sequence s ON s.seqrelid = i.objid
        JOIN pg_class c ON c.oid = s.seqrelid
        JOIN pg_class t ON t.oid = i.refobjid
        JOIN pg_attribute a ON a.attrelid = i.refobjid AND a.attnum = i.refobjsubid
       CROSS JOIN LATERAL (SELECT CASE s.seqtypid WHEN 'smallint'::regtype THEN -32768
                                                  WHEN 'integer'::regtype THEN -2147483648
                                                  ELSE -9223372036854775808 END::bigint AS least,
                                  CASE s.seqtypid WHEN 'smallint'::regtype THEN 32767
                                                  WHEN 'integer'::regtype THEN 2147483647
                                                  ELSE 9223372036854775807 END::bigint AS most) l
       WHERE i.classid = 'pg_class'::regclass AND i.refclassid = 'pg_class'::regclass AND i.deptype = 'i'
  ) q ON q.refobjid = a.attrelid AND q.refobjsubid = a.attnum
 WHERE a.attnum > 0 AND NOT a.attisdropped AND k.relkind IN ('r', 'p', 'f', 'v', 'm') AND k.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
 ORDER BY a.attrelid, a.attnum
