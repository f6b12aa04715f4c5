SELECT 'POLICY' AS object_kind, p.polrelid AS relation_id, p.polname AS object_name,
       'pg_policy'::regclass AS object_class, p.oid AS object_id,
       CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' END
           AS "command",
       NOT p.polpermissive AS "restrictive",
       (SELECT array_agg(a.rolname::text ORDER BY a.rolname) FROM pg_roles a WHERE a.oid = ANY (p.polroles)) AS "roles",
       pg_get_expr(p.polqual, p.polrelid) AS "using",
       pg_get_expr(p.polwithcheck, p.polrelid) AS "check"
  FROM pg_policy p
  JOIN pg_class c ON c.oid = p.polrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
