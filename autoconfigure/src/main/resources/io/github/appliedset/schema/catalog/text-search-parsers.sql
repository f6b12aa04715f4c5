SELECT 'TEXT_SEARCH_PARSER' AS object_kind, p.prsnamespace AS schema_id, p.prsname AS object_name,
       'pg_ts_parser'::regclass AS object_class, p.oid AS object_id,
       array_remove(ARRAY['START = ' || p.prsstart::regproc, 'GETTOKEN = ' || p.prstoken::regproc,
           'END = ' || p.prsend::regproc,
           CASE WHEN p.prsheadline <> 0 THEN 'HEADLINE = ' || p.prsheadline::regproc END,
           'LEXTYPES = ' || p.prslextype::regproc], NULL) AS "functions"
  FROM pg_ts_parser p
  JOIN pg_namespace n ON n.oid = p.prsnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_ts_parser'::regclass AND e.objid = p.oid AND e.deptype = 'e')
