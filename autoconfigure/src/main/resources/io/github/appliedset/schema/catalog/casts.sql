SELECT 'CAST' AS object_kind,
       format('%s AS %s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL)) AS object_name,
       'pg_cast'::regclass AS object_class, c.oid AS object_id,
       CASE c.castmethod WHEN 'b' THEN 'without function' WHEN 'i' THEN 'inout' END AS "method",
       CASE c.castcontext WHEN 'a' THEN 'assignment' WHEN 'i' THEN 'implicit' END AS "context",
       CASE WHEN c.castfunc <> 0 THEN c.castfunc::regprocedure::text END AS "function"
  FROM pg_cast c
 WHERE c.oid >= 16384
   -- Every range type has one to its multirange.
   AND NOT EXISTS (SELECT FROM pg_range r WHERE r.rngtypid = c.castsource AND r.rngmultitypid = c.casttarget)
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_cast'::regclass AND e.objid = c.oid AND e.deptype = 'e')
