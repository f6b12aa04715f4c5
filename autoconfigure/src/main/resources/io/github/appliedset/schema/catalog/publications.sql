SELECT 'PUBLICATION' AS object_kind, p.pubname AS object_name,
       'pg_publication'::regclass AS object_class, p.oid AS object_id,
       p.puballtables AS "allTables",
       (SELECT array_agg(format('%I.%I', tn.nspname, tc.relname)
                   || COALESCE((SELECT ' (' || string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) || ')' FROM pg_attribute a WHERE a.attrelid = tc.oid AND a.attnum = ANY (r.prattrs)), '') -- [15]
                   || COALESCE(' WHERE ' || pg_get_expr(r.prqual, r.prrelid), '') -- [15]
                   ORDER BY tn.nspname, tc.relname)
          FROM pg_publication_rel r
          JOIN pg_class tc ON tc.oid = r.prrelid
          JOIN pg_namespace tn ON tn.oid = tc.relnamespace
         WHERE r.prpubid = p.oid) AS "tables",
       (SELECT array_agg(sn.nspname::text ORDER BY sn.nspname) FROM pg_publication_namespace r JOIN pg_namespace sn ON sn.oid = r.pnnspid WHERE r.pnpubid = p.oid) AS "schemas", -- [15]
       CASE WHEN NOT (p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate) THEN
           array_remove(ARRAY[CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
               CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END], NULL) END
           AS "publishes",
       CASE WHEN p.pubgencols <> 'n' THEN ARRAY['publish_generated_columns=stored'] END AS "options", -- [18]
       p.pubviaroot AS "viaRoot"
  FROM pg_publication p
 WHERE NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_publication'::regclass AND e.objid = p.oid AND e.deptype = 'e')
