SELECT c.kind, c.number
  FROM (SELECT 'user mapping' AS kind, count(*)::integer AS number FROM pg_user_mappings
        UNION ALL SELECT 'subscription', count(*)::integer FROM pg_subscription
                   WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        UNION ALL SELECT 'system grant', count(*)::integer -- [grants]
                    FROM (SELECT 'pg_class'::regclass AS class, oid, relacl AS acl FROM pg_class -- [grants]
                          UNION ALL SELECT 'pg_proc'::regclass, oid, proacl FROM pg_proc -- [grants]
                          UNION ALL SELECT 'pg_language'::regclass, oid, lanacl FROM pg_language) o -- [grants]
                    LEFT JOIN pg_init_privs p ON p.classoid = o.class AND p.objoid = o.oid AND p.objsubid = 0 -- [grants]
                   WHERE o.acl IS DISTINCT FROM p.initprivs -- [grants]
                     AND (o.oid < 16384 OR EXISTS (SELECT FROM pg_depend e WHERE e.classid = o.class AND e.objid = o.oid AND e.deptype = 'e')) -- [grants]
       ) c
 WHERE c.number > 0
