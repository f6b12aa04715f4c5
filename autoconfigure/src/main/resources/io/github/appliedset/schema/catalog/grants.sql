SELECT o.class, o.id, o.part,
       array_agg(format('%s %s%s', CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee)::text END,
                        x.privilege_type, CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
                 ORDER BY x.grantee = 0, pg_get_userbyid(x.grantee), x.privilege_type)
           FILTER (WHERE x.grantee IS NOT NULL) AS granted,
       o.public_has
  FROM (SELECT 'pg_namespace'::regclass AS class, oid AS id, 0 AS part, nspacl AS acl, nspowner AS owner,
               NULL::text AS public_has
          FROM pg_namespace WHERE nspname <> 'public'
        UNION ALL SELECT 'pg_class'::regclass, oid, 0, relacl, relowner, NULL FROM pg_class
        UNION ALL SELECT 'pg_class'::regclass, a.attrelid, a.attnum, a.attacl, c.relowner, NULL
                    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE a.attacl IS NOT NULL
        UNION ALL SELECT 'pg_type'::regclass, oid, 0, typacl, typowner, 'PUBLIC USAGE' FROM pg_type
        UNION ALL SELECT 'pg_proc'::regclass, oid, 0, proacl, proowner, 'PUBLIC EXECUTE' FROM pg_proc
        UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, 0, fdwacl, fdwowner, NULL FROM pg_foreign_data_wrapper
        UNION ALL SELECT 'pg_foreign_server'::regclass, oid, 0, srvacl, srvowner, NULL FROM pg_foreign_server) o
  LEFT JOIN LATERAL (SELECT e.* FROM aclexplode(o.acl) e WHERE e.grantee <> o.owner) x ON true
 WHERE o.acl IS NOT NULL AND o.id >= 16384
 GROUP BY o.class, o.id, o.part, o.public_has
