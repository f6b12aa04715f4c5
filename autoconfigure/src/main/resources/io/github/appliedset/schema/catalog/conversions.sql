SELECT 'CONVERSION' AS object_kind, c.connamespace AS schema_id, c.conname AS object_name,
       'pg_conversion'::regclass AS object_class, c.oid AS object_id,
       c.conproc::regprocedure::text AS "function",
       array_remove(ARRAY['FOR ' || pg_encoding_to_char(c.conforencoding), 'TO ' || pg_encoding_to_char(c.contoencoding),
           CASE WHEN c.condefault THEN 'DEFAULT' END], NULL) AS "options"
  FROM pg_conversion c
  JOIN pg_namespace n ON n.oid = c.connamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_conversion'::regclass AND e.objid = c.oid AND e.deptype = 'e')
