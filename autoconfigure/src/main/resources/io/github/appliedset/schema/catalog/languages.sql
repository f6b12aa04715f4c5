SELECT 'LANGUAGE' AS object_kind, l.lanname AS object_name, 'pg_language'::regclass AS object_class, l.oid AS object_id,
       CASE WHEN l.lanplcallfoid <> 0 THEN l.lanplcallfoid::regproc::text END AS "handler",
       CASE WHEN l.lanvalidator <> 0 THEN l.lanvalidator::regproc::text END AS "validator",
       array_remove(ARRAY[CASE WHEN l.lanpltrusted THEN 'TRUSTED' END,
           CASE WHEN l.laninline <> 0 THEN 'INLINE ' || l.laninline::regproc END], NULL) AS "options"
  FROM pg_language l
 WHERE l.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_language'::regclass AND e.objid = l.oid AND e.deptype = 'e')
