SELECT CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS object_kind,
       p.pronamespace AS schema_id, format('%I(%s)', p.proname, oidvectortypes(p.proargtypes)) AS object_name,
       'pg_proc'::regclass AS object_class, p.oid AS object_id,
       rtrim(pg_get_functiondef(p.oid), E'\n') AS "definition"
  FROM pg_proc p
  JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE p.prokind IN ('f', 'p', 'w')
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype IN ('e', 'i'))
