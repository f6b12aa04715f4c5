SELECT o.class, o.id, pg_get_userbyid(o.owner)
  FROM (SELECT 'pg_namespace'::regclass AS class, oid AS id, nspowner AS owner FROM pg_namespace
         WHERE nspname <> 'public' OR nspowner NOT IN (10, COALESCE(to_regrole('pg_database_owner'), 10))
        UNION ALL SELECT 'pg_class'::regclass, oid, relowner FROM pg_class WHERE relkind NOT IN ('i', 'I')
        UNION ALL SELECT 'pg_type'::regclass, oid, typowner FROM pg_type
        UNION ALL SELECT 'pg_proc'::regclass, oid, proowner FROM pg_proc
        UNION ALL SELECT 'pg_collation'::regclass, oid, collowner FROM pg_collation
        UNION ALL SELECT 'pg_operator'::regclass, oid, oprowner FROM pg_operator
        UNION ALL SELECT 'pg_opclass'::regclass, oid, opcowner FROM pg_opclass
        UNION ALL SELECT 'pg_opfamily'::regclass, oid, opfowner FROM pg_opfamily
        UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, stxowner FROM pg_statistic_ext
        UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgowner FROM pg_ts_config
        UNION ALL SELECT 'pg_ts_dict'::regclass, oid, dictowner FROM pg_ts_dict
        UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, fdwowner FROM pg_foreign_data_wrapper
        UNION ALL SELECT 'pg_foreign_server'::regclass, oid, srvowner FROM pg_foreign_server
        UNION ALL SELECT 'pg_event_trigger'::regclass, oid, evtowner FROM pg_event_trigger
        UNION ALL SELECT 'pg_publication'::regclass, oid, pubowner FROM pg_publication
        UNION ALL SELECT 'pg_conversion'::regclass, oid, conowner FROM pg_conversion
        UNION ALL SELECT 'pg_language'::regclass, oid, lanowner FROM pg_language) o
 WHERE o.id >= 16384 OR o.class = 'pg_namespace'::regclass AND o.id = to_regnamespace('public')
