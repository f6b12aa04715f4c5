SELECT 'EXTENSION' AS object_kind, x.extname AS object_name,
       'pg_extension'::regclass AS object_class, x.oid AS object_id,
       x.extversion AS "version", -- [versions]
       n.nspname AS "schema"
  FROM pg_extension x
  JOIN pg_namespace n ON n.oid = x.extnamespace
 WHERE x.oid >= 16384
