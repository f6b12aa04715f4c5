SELECT CASE t.typtype WHEN 'e' THEN 'ENUM' WHEN 'd' THEN 'DOMAIN' WHEN 'c' THEN 'COMPOSITE_TYPE'
                      WHEN 'r' THEN 'RANGE_TYPE' WHEN 'p' THEN 'SHELL_TYPE' ELSE 'BASE_TYPE' END AS object_kind,
       t.typnamespace AS schema_id, t.typname AS object_name,
       'pg_type'::regclass AS object_class, t.oid AS object_id,
       -- enum
       (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder)
          FROM pg_enum e WHERE e.enumtypid = t.oid) AS "labels",
       -- domain
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS "type",
       t.typtype = 'd' AND t.typnotnull AS "notNull",
       nn.conname AS "notNullName", -- [18]
       ARRAY[t.typname::text, 'not_null'] AS "notNullName unless", -- [18]
       (SELECT d.description FROM pg_description d WHERE d.classoid = 'pg_constraint'::regclass AND d.objoid = nn.oid) AS "notNullComment", -- [18]
       pg_get_expr(t.typdefaultbin, 0) AS "default",
       (SELECT format('%I.%I', cn.nspname, c.collname)
          FROM pg_collation c JOIN pg_namespace cn ON cn.oid = c.collnamespace
         WHERE (t.typtype = 'd' AND c.oid = t.typcollation AND c.oid <> b.typcollation)
            OR (t.typtype = 'r' AND c.oid = r.rngcollation AND c.oid <> s.typcollation)) AS "collation",
       (SELECT array_agg(format('%I %s', k.conname, pg_get_constraintdef(k.oid)) ORDER BY k.conname)
          FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c') AS "checks",
       (SELECT array_agg(format('%I: %s', k.conname, kd.description) ORDER BY k.conname)
          FROM pg_constraint k
          JOIN pg_description kd ON kd.objoid = k.oid AND kd.classoid = 'pg_constraint'::regclass
         WHERE k.contypid = t.oid AND k.contype = 'c') AS "checkComments",
       -- composite
       (SELECT array_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
                         || CASE WHEN a.attcollation <> at.typcollation
                                 THEN format(' COLLATE %I.%I', an.nspname, ac.collname) ELSE '' END
                         ORDER BY a.attnum)
          FROM pg_attribute a
          JOIN pg_type at ON at.oid = a.atttypid
          LEFT JOIN pg_collation ac ON ac.oid = a.attcollation
          LEFT JOIN pg_namespace an ON an.oid = ac.collnamespace
         WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS "fields",
       (SELECT array_agg(format('%I: %s', a.attname, ad.description) ORDER BY a.attnum)
          FROM pg_attribute a
          JOIN pg_description ad ON ad.objoid = a.attrelid AND ad.classoid = 'pg_class'::regclass AND ad.objsubid = a.attnum
         WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0) AS "fieldComments",
       -- range
       format_type(r.rngsubtype, NULL) AS "subtype",
       CASE WHEN NOT o.opcdefault THEN format('%I.%I', oon.nspname, o.opcname) END AS "operatorClass",
       CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::regproc::text END AS "canonical",
       CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::regproc::text END AS "subtypeDifference",
       CASE WHEN m.typnamespace <> t.typnamespace OR strpos(m.typname::text, '.') > 0 THEN format('%I.%I', mn.nspname, m.typname) ELSE m.typname::text END AS "multirange",
       (SELECT d.description FROM pg_description d
         WHERE d.classoid = 'pg_type'::regclass AND d.objoid = m.oid) AS "multirangeComment",
       -- base
       CASE WHEN t.typtype = 'b' THEN
           array_remove(ARRAY['INPUT = ' || t.typinput::regproc, 'OUTPUT = ' || t.typoutput::regproc,
               CASE WHEN t.typreceive <> 0 THEN 'RECEIVE = ' || t.typreceive::regproc END,
               CASE WHEN t.typsend <> 0 THEN 'SEND = ' || t.typsend::regproc END,
               CASE WHEN t.typmodin <> 0 THEN 'TYPMOD_IN = ' || t.typmodin::regproc END,
               CASE WHEN t.typmodout <> 0 THEN 'TYPMOD_OUT = ' || t.typmodout::regproc END,
               CASE WHEN t.typsubscript <> 0 THEN 'SUBSCRIPT = ' || t.typsubscript::regproc END,
               'DEFAULT = ' || quote_literal(t.typdefault),
               CASE WHEN t.typanalyze <> 0 THEN 'ANALYZE = ' || t.typanalyze::regproc END,
               'INTERNALLENGTH = ' || CASE WHEN t.typlen < 0 THEN 'VARIABLE' ELSE t.typlen::text END,
               CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END,
               'ALIGNMENT = ' || t.typalign::text, 'STORAGE = ' || t.typstorage::text,
               CASE WHEN t.typcategory <> 'U' THEN 'CATEGORY = ' || t.typcategory::text END,
               CASE WHEN t.typispreferred THEN 'PREFERRED' END,
               CASE WHEN t.typelem <> 0 THEN 'ELEMENT = ' || format_type(t.typelem, NULL) END,
               CASE WHEN t.typdelim <> ',' THEN 'DELIMITER = ' || t.typdelim::text END,
               CASE WHEN t.typcollation <> 0 THEN 'COLLATABLE' END], NULL) END AS "options"
  FROM pg_type t
  JOIN pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_class c ON c.oid = t.typrelid
  LEFT JOIN pg_type b ON b.oid = t.typbasetype
  LEFT JOIN pg_range r ON r.rngtypid = t.oid
  LEFT JOIN pg_type s ON s.oid = r.rngsubtype
  LEFT JOIN pg_opclass o ON o.oid = r.rngsubopc
  LEFT JOIN pg_namespace oon ON oon.oid = o.opcnamespace
  LEFT JOIN pg_type m ON m.oid = r.rngmultitypid
  LEFT JOIN pg_namespace mn ON mn.oid = m.typnamespace
  LEFT JOIN pg_constraint nn ON nn.contypid = t.oid AND nn.contype = 'n' -- [18]
 WHERE (t.typtype IN ('e', 'd', 'c', 'r', 'b') OR t.typtype = 'p' AND NOT t.typisdefined)
   AND (t.typtype <> 'c' OR c.relkind = 'c')
   AND NOT EXISTS (SELECT FROM pg_type x WHERE x.typarray = t.oid)
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
