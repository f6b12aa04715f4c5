SELECT 'SERVER' AS object_kind, s.srvname AS object_name,
       'pg_foreign_server'::regclass AS object_class, s.oid AS object_id,
       w.fdwname::text AS "wrapper", s.srvtype AS "type", s.srvversion AS "version",
       (SELECT array_agg(o ORDER BY o) FROM unnest(s.srvoptions) o) AS "options"
  FROM pg_foreign_server s
  JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
 WHERE NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_foreign_server'::regclass AND e.objid = s.oid AND e.deptype = 'e')
