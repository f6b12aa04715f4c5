SELECT 'ACCESS_METHOD' AS object_kind, a.amname AS object_name, 'pg_am'::regclass AS object_class, a.oid AS object_id,
       CASE a.amtype WHEN 't' THEN 'table' ELSE 'index' END AS "type",
       a.amhandler::regproc::text AS "handler"
  FROM pg_am a
 WHERE a.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_am'::regclass AND e.objid = a.oid AND e.deptype = 'e')
