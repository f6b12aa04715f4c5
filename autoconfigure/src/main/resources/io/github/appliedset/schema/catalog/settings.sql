SELECT 'SETTING' AS object_kind,
       split_part(c.setting, '=', 1) || COALESCE(' FOR ' || quote_ident(r.rolname), '') AS object_name,
       'pg_db_role_setting'::regclass AS object_class, 0 AS object_id,
       substr(c.setting, strpos(c.setting, '=') + 1) AS "value"
  FROM pg_db_role_setting s
  LEFT JOIN pg_roles r ON r.oid = s.setrole
 CROSS JOIN LATERAL unnest(s.setconfig) AS c (setting)
 WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
