SELECT 'COLLATION' AS object_kind, c.collnamespace AS schema_id, c.collname AS object_name,
       'pg_collation'::regclass AS object_class, c.oid AS object_id,
       CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' WHEN 'c' THEN NULL ELSE c.collprovider::text END
           AS "provider",
       CASE WHEN c.collcollate = c.collctype THEN c.collcollate ELSE c.collcollate || ' ' || c.collctype END AS "locale", -- [<15]
       COALESCE(c.colliculocale, CASE WHEN c.collcollate = c.collctype THEN c.collcollate ELSE c.collcollate || ' ' || c.collctype END) AS "locale", -- [15] [<17]
       COALESCE(c.colllocale, CASE WHEN c.collcollate = c.collctype THEN c.collcollate ELSE c.collcollate || ' ' || c.collctype END) AS "locale", -- [17]
       c.collicurules AS "rules", -- [16]
       c.collversion AS "version", -- [versions]
       NOT c.collisdeterministic AS "notDeterministic"
  FROM pg_collation c
  JOIN pg_namespace n ON n.oid = c.collnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_collation'::regclass AND e.objid = c.oid AND e.deptype = 'e')
