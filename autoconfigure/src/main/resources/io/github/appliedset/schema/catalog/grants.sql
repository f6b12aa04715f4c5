-- An owner has all rights on what is his, PUBLIC some; what was taken from either is told too. Those of the schema public are
-- compared with what a new database has.
SELECT o.class, o.id, o.part,
       (SELECT array_agg(format('%s %s%s', CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee)::text END,
                                x.privilege_type, CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
                         ORDER BY x.grantee = 0, pg_get_userbyid(x.grantee), x.privilege_type)
          FROM aclexplode(o.acl) x WHERE x.grantee <> o.owner)
       || (SELECT array_agg('OWNER WITHOUT ' || d.privilege_type ORDER BY d.privilege_type)
             FROM aclexplode(acldefault(o.type, o.owner)) d
            WHERE o.part = 0 AND d.grantee = o.owner
              AND NOT EXISTS (SELECT FROM aclexplode(o.acl) x
                               WHERE x.grantee = o.owner AND x.privilege_type = d.privilege_type)) AS granted,
       o.unasked
  FROM (SELECT 'pg_namespace'::regclass AS class, oid AS id, 0 AS part, nspacl AS acl, nspowner AS owner, 'n'::"char" AS type,
               CASE WHEN nspname = 'public' THEN ARRAY['PUBLIC CREATE', 'PUBLIC USAGE'] END AS unasked -- [<15]
               CASE WHEN nspname = 'public' THEN ARRAY['PUBLIC USAGE'] END AS unasked -- [15]
          FROM pg_namespace
        UNION ALL SELECT 'pg_class'::regclass, oid, 0, relacl, relowner, CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", NULL FROM pg_class
        UNION ALL SELECT 'pg_class'::regclass, a.attrelid, a.attnum, a.attacl, c.relowner, 'c', NULL
                    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE a.attacl IS NOT NULL
        UNION ALL SELECT 'pg_type'::regclass, oid, 0, typacl, typowner, 'T', ARRAY['PUBLIC USAGE'] FROM pg_type
        UNION ALL SELECT 'pg_proc'::regclass, oid, 0, proacl, proowner, 'f', ARRAY['PUBLIC EXECUTE'] FROM pg_proc
        UNION ALL SELECT 'pg_language'::regclass, oid, 0, lanacl, lanowner, 'l', ARRAY['PUBLIC USAGE'] FROM pg_language
        UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, 0, fdwacl, fdwowner, 'F', NULL FROM pg_foreign_data_wrapper
        UNION ALL SELECT 'pg_foreign_server'::regclass, oid, 0, srvacl, srvowner, 'S', NULL FROM pg_foreign_server) o
 WHERE o.acl IS NOT NULL AND (o.id >= 16384 OR o.class = 'pg_namespace'::regclass AND o.id = to_regnamespace('public'))
