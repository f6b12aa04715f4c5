SELECT 'TEXT_SEARCH_DICTIONARY' AS object_kind, d.dictnamespace AS schema_id, d.dictname AS object_name,
       'pg_ts_dict'::regclass AS object_class, d.oid AS object_id,
       format('%I.%I', tn.nspname, t.tmplname) AS "template",
       CASE WHEN d.dictinitoption IS NOT NULL THEN ARRAY[d.dictinitoption] END AS "options"
  FROM pg_ts_dict d
  JOIN pg_namespace n ON n.oid = d.dictnamespace
  JOIN pg_ts_template t ON t.oid = d.dicttemplate
  JOIN pg_namespace tn ON tn.oid = t.tmplnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_ts_dict'::regclass AND e.objid = d.oid AND e.deptype = 'e')
