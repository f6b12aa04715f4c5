SELECT 'TRANSFORM' AS object_kind, format('%s LANGUAGE %I', format_type(t.trftype, NULL), l.lanname) AS object_name,
       'pg_transform'::regclass AS object_class, t.oid AS object_id,
       array_remove(ARRAY[CASE WHEN t.trffromsql <> 0 THEN 'FROM SQL ' || t.trffromsql::regprocedure END,
           CASE WHEN t.trftosql <> 0 THEN 'TO SQL ' || t.trftosql::regprocedure END], NULL) AS "functions"
  FROM pg_transform t
  JOIN pg_language l ON l.oid = t.trflang
 WHERE NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_transform'::regclass AND e.objid = t.oid AND e.deptype = 'e')
