SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED_VIEW' ELSE 'TABLE' END AS object_kind,
       c.relnamespace AS schema_id, c.relname AS object_name,
       'pg_class'::regclass AS object_class, c.oid AS object_id,
       -- Made at run time, and not marked as the extension's: pg_partman's templates and TimescaleDB's chunks.
       c.relname ~ '^template_'
           AND EXISTS (SELECT FROM pg_extension x WHERE x.extname = 'pg_partman' AND x.extnamespace = c.relnamespace)
           AND EXISTS (SELECT FROM pg_class p JOIN pg_namespace pn ON pn.oid = p.relnamespace
                        WHERE p.relkind = 'p' AND c.relname = (('template_' || pn.nspname) || '_' || p.relname)::name)
           OR n.nspname ~ '^_timescaledb_'
           AND EXISTS (SELECT FROM pg_depend e
                        WHERE e.classid = 'pg_namespace'::regclass AND e.objid = n.oid AND e.deptype = 'e') AS of_extension,
       -- Whatever its name: Flyway, golang-migrate, goose, Liquibase with its lock. Only these have a column of one of five names.
       CASE WHEN c.relkind = 'r'
                 AND EXISTS (SELECT FROM pg_attribute k
                              WHERE k.attrelid = c.oid AND NOT k.attisdropped
                                AND k.attname = ANY ('{installed_rank,dirty,version_id,orderexecuted,lockgranted}'::name[]))
            THEN (SELECT t.columns @> '{checksum,description,installed_rank,script,success,type,version}'::text[]
                      OR t.columns @> '{author,dateexecuted,exectype,filename,id,md5sum,orderexecuted}'::text[]
                      OR t.columns = '{dirty,version}'::text[] AND t.types[1] = 'boolean' AND t.types[2] IN ('bigint', 'integer')
                      OR t.columns = '{id,is_applied,tstamp,version_id}'::text[]
                      OR t.columns = '{id,locked,lockedby,lockgranted}'::text[]
                    FROM (SELECT array_agg(a.attname::text ORDER BY a.attname) AS columns,
                                 array_agg(format_type(a.atttypid, NULL) ORDER BY a.attname) AS types
                            FROM pg_attribute a
                           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) t) END AS of_other_tool,
       -- The tracker of any migrator, whatever its name, and what is beside it: the tables whose names begin with its own.
       c.relkind = 'r'
           AND EXISTS (SELECT FROM pg_class t JOIN pg_attribute k ON k.attrelid = t.oid
                        WHERE t.relnamespace = c.relnamespace AND t.relkind = 'r'
                          AND t.relname = ANY (ARRAY[c.relname, regexp_replace(c.relname::text,
                                  '_(unfinished|repeatable|backfill|down|developer|verified)$', '')::name])
                          AND k.attname = 'applied_at' AND NOT k.attisdropped
                          AND (SELECT string_agg((a.attname || ' ') || format_type(a.atttypid, NULL), ', ' ORDER BY a.attname)
                                 FROM pg_attribute a
                                WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped)
                              ~ '^applied_at timestamp with time zone, checksum text, name text, version (bigint|integer)$') AS of_migrator,
       (SELECT array_agg(i.inhparent::bigint ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid) AS parent_ids,
       CASE c.relkind WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' END AS "kind",
       c.relpersistence = 'u' AS "unlogged",
       CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS "ofType",
       pg_get_partkeydef(c.oid) AS "partitionBy",
       CASE WHEN c.relispartition THEN
           (SELECT format('%I.%I', pn.nspname, p.relname)
              FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
             WHERE i.inhrelid = c.oid) END AS "partitionOf",
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS "bound",
       -- An interrupted DETACH PARTITION CONCURRENTLY leaves a partition that takes no rows.
       EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid AND i.inhdetachpending) AS "detachPending",
       CASE WHEN NOT c.relispartition THEN
           (SELECT array_agg(format('%I.%I', pn.nspname, p.relname) ORDER BY i.inhseqno)
              FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
             WHERE i.inhrelid = c.oid) END AS "inherits",
       ts.spcname::text AS "tablespace", -- [tablespaces]
       CASE WHEN am.amname <> 'heap' THEN am.amname::text END AS "accessMethod",
       CASE c.relreplident WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' WHEN 'i' THEN 'index' END AS "replicaIdentity",
       c.relrowsecurity AS "rowSecurity",
       c.relforcerowsecurity AS "rowSecurityForced",
       fs.srvname::text AS "server",
       (SELECT array_agg(o.option ORDER BY o.option)
          FROM (SELECT unnest(c.reloptions) AS option
                UNION ALL SELECT 'toast.' || unnest(tt.reloptions)
                UNION ALL SELECT unnest(ft.ftoptions)) o) AS "options"
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_class tt ON tt.oid = c.reltoastrelid
  LEFT JOIN pg_am am ON am.oid = c.relam
  LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace -- [tablespaces]
  LEFT JOIN pg_foreign_table ft ON ft.ftrelid = c.oid
  LEFT JOIN pg_foreign_server fs ON fs.oid = ft.ftserver
 WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
