SELECT 'SCHEMA' AS object_kind, n.nspname AS object_name,
       'pg_namespace'::regclass AS object_class, n.oid AS object_id,
       EXISTS (SELECT FROM pg_depend e
                WHERE e.classid = 'pg_namespace'::regclass AND e.objid = n.oid AND e.deptype = 'e') AS of_extension
  FROM pg_namespace n
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
