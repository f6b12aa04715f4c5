SELECT 'FOREIGN_DATA_WRAPPER' AS object_kind, w.fdwname AS object_name,
       'pg_foreign_data_wrapper'::regclass AS object_class, w.oid AS object_id,
       CASE WHEN w.fdwhandler <> 0 THEN w.fdwhandler::regproc::text END AS "handler",
       CASE WHEN w.fdwvalidator <> 0 THEN w.fdwvalidator::regproc::text END AS "validator",
       (SELECT array_agg(o ORDER BY o) FROM unnest(w.fdwoptions) o) AS "options"
  FROM pg_foreign_data_wrapper w
 WHERE NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_foreign_data_wrapper'::regclass AND e.objid = w.oid AND e.deptype = 'e')
