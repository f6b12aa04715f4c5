SELECT 'SEQUENCE' AS object_kind, c.relnamespace AS schema_id, c.relname AS object_name,
       'pg_class'::regclass AS object_class, c.oid AS object_id,
       CASE WHEN s.seqtypid <> 'bigint'::regtype THEN format_type(s.seqtypid, NULL) END AS "type",
       CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END THEN s.seqstart END AS "start",
       CASE WHEN s.seqincrement <> 1 THEN s.seqincrement END AS "increment",
       CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE l.least END THEN s.seqmin END AS "minimum",
       CASE WHEN s.seqmax <> CASE WHEN s.seqincrement > 0 THEN l.most ELSE -1 END THEN s.seqmax END AS "maximum",
       CASE WHEN s.seqcache <> 1 THEN s.seqcache END AS "cache",
       s.seqcycle AS "cycle",
       -- The sequence of an unlogged table is unlogged since PostgreSQL 15.
       c.relpersistence = 'u' AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_class tc ON tc.oid = d.refobjid
         WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a'
           AND d.refclassid = 'pg_class'::regclass AND tc.relpersistence = 'u') AS "unlogged",
       c.relpersistence <> 'u' AND EXISTS (SELECT FROM pg_depend d JOIN pg_class tc ON tc.oid = d.refobjid WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a' AND d.refclassid = 'pg_class'::regclass AND tc.relpersistence = 'u') AS "logged", -- [15]
       (SELECT d.refobjid FROM pg_depend d
         WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a'
           AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0) AS owner_relation_id,
       (SELECT format('%I.%I.%I', tn.nspname, tc.relname, ta.attname)
          FROM pg_depend d
          JOIN pg_class tc ON tc.oid = d.refobjid
          JOIN pg_namespace tn ON tn.oid = tc.relnamespace
          JOIN pg_attribute ta ON ta.attrelid = tc.oid AND ta.attnum = d.refobjsubid
         WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a'
           AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0) AS "ownedBy"
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_sequence s ON s.seqrelid = c.oid
 CROSS JOIN LATERAL (SELECT CASE s.seqtypid WHEN 'smallint'::regtype THEN -32768
                                            WHEN 'integer'::regtype THEN -2147483648
                                            ELSE -9223372036854775808 END::bigint AS least,
                            CASE s.seqtypid WHEN 'smallint'::regtype THEN 32767
                                            WHEN 'integer'::regtype THEN 2147483647
                                            ELSE 9223372036854775807 END::bigint AS most) l
 WHERE c.relkind = 'S'
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype IN ('e', 'i'))
   AND NOT EXISTS (SELECT FROM pg_depend o
                     JOIN pg_depend e ON e.classid = 'pg_class'::regclass AND e.objid = o.refobjid AND e.deptype = 'e'
                    WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.deptype = 'a'
                      AND o.refclassid = 'pg_class'::regclass)
