SELECT 'DEFAULT_PRIVILEGES' AS object_kind,
       format('%I%s ON %s', r.rolname, COALESCE(' IN SCHEMA ' || quote_ident(n.nspname), ''),
              CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
                   WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE d.defaclobjtype::text END) AS object_name,
       'pg_default_acl'::regclass AS object_class, d.oid AS object_id,
       COALESCE((SELECT array_agg(format('%s %s%s', CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee)::text END,
                                 x.privilege_type, CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
                          ORDER BY x.grantee = 0, pg_get_userbyid(x.grantee), x.privilege_type)
                   FROM aclexplode(d.defaclacl) x), '{}') AS "grants"
  FROM pg_default_acl d
  JOIN pg_roles r ON r.oid = d.defaclrole
  LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
 WHERE NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_default_acl'::regclass AND e.objid = d.oid AND e.deptype = 'e')
