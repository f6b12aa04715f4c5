SELECT 'STATISTICS' AS object_kind, s.stxrelid AS relation_id, CASE WHEN s.stxnamespace = c.relnamespace THEN s.stxname::text ELSE s.stxnamespace::regnamespace || '.' || s.stxname END AS object_name,
       'pg_statistic_ext'::regclass AS object_class, s.oid AS object_id,
       pg_get_statisticsobjdef(s.oid) AS "definition",
       CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END AS "statisticsTarget"
  FROM pg_statistic_ext s
  JOIN pg_class c ON c.oid = s.stxrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
