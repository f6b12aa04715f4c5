SELECT 'STATISTICS' AS object_kind, s.stxrelid AS relation_id, 
       -- Quoted where a name of the table's schema could be taken for one of another schema.
       CASE WHEN s.stxnamespace <> c.relnamespace THEN format('%I.%I', sn.nspname, s.stxname)
            WHEN strpos(s.stxname, '.') > 0 THEN quote_ident(s.stxname) ELSE s.stxname::text END AS object_name,
       'pg_statistic_ext'::regclass AS object_class, s.oid AS object_id,
       CASE WHEN pg_table_is_visible(s.stxrelid) IS NOT NULL THEN pg_get_statisticsobjdef(s.oid) END AS "definition",
       CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END AS "statisticsTarget"
  FROM pg_statistic_ext s
  JOIN pg_namespace sn ON sn.oid = s.stxnamespace
  JOIN pg_class c ON c.oid = s.stxrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
