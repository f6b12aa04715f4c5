SELECT 'TEXT_SEARCH_TEMPLATE' AS object_kind, t.tmplnamespace AS schema_id, t.tmplname AS object_name,
       'pg_ts_template'::regclass AS object_class, t.oid AS object_id,
       array_remove(ARRAY[CASE WHEN t.tmplinit <> 0 THEN 'INIT = ' || t.tmplinit::regproc END,
           'LEXIZE = ' || t.tmpllexize::regproc], NULL) AS "functions"
  FROM pg_ts_template t
  JOIN pg_namespace n ON n.oid = t.tmplnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_ts_template'::regclass AND e.objid = t.oid AND e.deptype = 'e')
