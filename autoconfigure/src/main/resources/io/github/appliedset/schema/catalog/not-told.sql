SELECT c.kind, c.number
  FROM (SELECT 'user mapping' AS kind, count(*)::integer AS number FROM pg_user_mappings
        UNION ALL SELECT 'subscription', count(*)::integer FROM pg_subscription
                   WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        UNION ALL SELECT 'system grant', count(*)::integer -- [grants]
                    FROM (SELECT 'pg_class'::regclass AS class, oid, 0 AS part, relacl AS acl FROM pg_class -- [grants]
                          UNION ALL SELECT 'pg_class'::regclass, attrelid, attnum, attacl FROM pg_attribute WHERE attacl IS NOT NULL -- [grants]
                          UNION ALL SELECT 'pg_proc'::regclass, oid, 0, proacl FROM pg_proc -- [grants]
                          UNION ALL SELECT 'pg_type'::regclass, oid, 0, typacl FROM pg_type -- [grants]
                          UNION ALL SELECT 'pg_namespace'::regclass, oid, 0, nspacl FROM pg_namespace WHERE nspname NOT IN ('public', 'information_schema') AND nspname !~ '^pg_t' -- [grants]
                          UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, 0, fdwacl FROM pg_foreign_data_wrapper -- [grants]
                          UNION ALL SELECT 'pg_foreign_server'::regclass, oid, 0, srvacl FROM pg_foreign_server -- [grants]
                          UNION ALL SELECT 'pg_language'::regclass, oid, 0, lanacl FROM pg_language) o -- [grants]
                    LEFT JOIN pg_init_privs p ON p.classoid = o.class AND p.objoid = o.oid AND p.objsubid = o.part -- [grants]
                   WHERE o.acl IS DISTINCT FROM p.initprivs -- [grants]
                     AND (o.oid < 16384 OR EXISTS (SELECT FROM pg_depend e WHERE e.classid = o.class AND e.objid = o.oid AND e.deptype = 'e')) -- [grants]
       ) c
 WHERE c.number > 0
