WITH schemas AS (
    SELECT oid, nspname FROM pg_catalog.pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), tracker AS (
    SELECT ? AS schema_name, ?::text AS table_name
), relations AS (
    SELECT c.*, pg_catalog.format('%I.%I', n.nspname, c.relname) AS shown
    FROM pg_catalog.pg_class c JOIN schemas n ON n.oid = c.relnamespace, tracker t
    WHERE NOT (n.nspname = t.schema_name AND c.relname IN (
        t.table_name, t.table_name || '_pkey', t.table_name || '_unfinished', t.table_name || '_unfinished_pkey'))
), extension_members AS (
    SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'
)
SELECT pg_catalog.format('schema %I, owner %s, rights %s', n.nspname, s.nspowner::pg_catalog.regrole, s.nspacl)
  FROM schemas n JOIN pg_catalog.pg_namespace s USING (oid)
UNION ALL
SELECT pg_catalog.format('extension %I %s', extname, extversion) FROM pg_catalog.pg_extension
UNION ALL
SELECT pg_catalog.format('%s %s, owner %s, rights %s, options %s, persistence %s, row security %s %s',
       CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
            WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table'
            WHEN 'c' THEN 'composite type' ELSE relkind::text END,
       shown, relowner::pg_catalog.regrole, relacl, reloptions, relpersistence, relrowsecurity, relforcerowsecurity)
  FROM relations WHERE relkind NOT IN ('i', 'I', 't')
UNION ALL
SELECT pg_catalog.format('column %s.%I %s%s%s%s%s%s, rights %s, place %s', r.shown, a.attname,
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attnotnull THEN ' not null' END,
       ' default ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid),
       CASE WHEN a.attidentity <> '' THEN ' identity ' || a.attidentity::text END,
       CASE WHEN a.attgenerated <> '' THEN ' generated' END,
       CASE WHEN a.attcollation <> 0 THEN ' collate ' || a.attcollation::pg_catalog.regcollation END,
       a.attacl,
       pg_catalog.row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum))
  FROM relations r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE a.attnum > 0 AND NOT a.attisdropped AND r.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
UNION ALL
SELECT pg_catalog.format('constraint %I on %s: %s', c.conname, r.shown, pg_catalog.pg_get_constraintdef(c.oid))
  FROM relations r JOIN pg_catalog.pg_constraint c ON c.conrelid = r.oid
UNION ALL
SELECT pg_catalog.format('%s%s', pg_catalog.pg_get_indexdef(i.indexrelid), CASE WHEN NOT i.indisvalid THEN ' (invalid)' END)
  FROM relations r JOIN pg_catalog.pg_index i ON i.indexrelid = r.oid
UNION ALL
SELECT pg_catalog.format('definition of view %s: %s', shown, pg_catalog.pg_get_viewdef(oid))
  FROM relations WHERE relkind IN ('v', 'm')
UNION ALL
SELECT pg_catalog.format('sequence %s: %s %s %s %s %s %s %s', r.shown, pg_catalog.format_type(s.seqtypid, NULL),
       s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
  FROM relations r JOIN pg_catalog.pg_sequence s ON s.seqrelid = r.oid
UNION ALL
SELECT pg_catalog.format('partition %s of %s %s', r.shown, i.inhparent::pg_catalog.regclass,
       pg_catalog.pg_get_expr(r.relpartbound, r.oid))
  FROM relations r JOIN pg_catalog.pg_inherits i ON i.inhrelid = r.oid
UNION ALL
SELECT pg_catalog.format('%s, enabled %s', pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled)
  FROM relations r JOIN pg_catalog.pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
UNION ALL
SELECT pg_catalog.pg_get_ruledef(w.oid)
  FROM relations r JOIN pg_catalog.pg_rewrite w ON w.ev_class = r.oid WHERE w.rulename <> '_RETURN'
UNION ALL
SELECT pg_catalog.format('policy %I on %s: %s %s %s using %s check %s', p.polname, r.shown, p.polcmd, p.polpermissive,
       p.polroles::pg_catalog.regrole[], pg_catalog.pg_get_expr(p.polqual, p.polrelid),
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))
  FROM relations r JOIN pg_catalog.pg_policy p ON p.polrelid = r.oid
UNION ALL
SELECT pg_catalog.format('statistics %s', pg_catalog.pg_get_statisticsobjdef(s.oid))
  FROM relations r JOIN pg_catalog.pg_statistic_ext s ON s.stxrelid = r.oid
UNION ALL
SELECT pg_catalog.format('%s, owner %s, rights %s',
       CASE WHEN p.prokind = 'a'
            THEN pg_catalog.format('aggregate %I.%I(%s)', n.nspname, p.proname,
                                   pg_catalog.pg_get_function_identity_arguments(p.oid))
            ELSE pg_catalog.pg_get_functiondef(p.oid) END,
       p.proowner::pg_catalog.regrole, p.proacl)
  FROM pg_catalog.pg_proc p JOIN schemas n ON n.oid = p.pronamespace
 WHERE NOT EXISTS (SELECT 1 FROM extension_members e
                   WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = p.oid)
UNION ALL
SELECT pg_catalog.format('type %I.%I %s: %s, owner %s, rights %s', n.nspname, t.typname, t.typtype,
       CASE t.typtype
           WHEN 'e' THEN (SELECT pg_catalog.string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder)
                          FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)
           WHEN 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod)
                || CASE WHEN t.typnotnull THEN ' not null' ELSE '' END || COALESCE(' default ' || t.typdefault, '')
           WHEN 'r' THEN (SELECT pg_catalog.format_type(r.rngsubtype, NULL)
                          FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid)
       END,
       t.typowner::pg_catalog.regrole, t.typacl)
  FROM pg_catalog.pg_type t JOIN schemas n ON n.oid = t.typnamespace
 WHERE t.typtype IN ('e', 'd', 'r')
   AND NOT EXISTS (SELECT 1 FROM extension_members e
                   WHERE e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objid = t.oid)
UNION ALL
SELECT pg_catalog.format('constraint %I on type %s: %s', c.conname, c.contypid::pg_catalog.regtype,
       pg_catalog.pg_get_constraintdef(c.oid))
  FROM pg_catalog.pg_constraint c JOIN schemas n ON n.oid = c.connamespace WHERE c.contypid <> 0
UNION ALL
SELECT pg_catalog.format('comment on %s: %s', shown.description, shown.comment)
  FROM (SELECT d.description AS comment,
               pg_catalog.pg_describe_object(d.classoid, d.objoid, d.objsubid) AS description
          FROM pg_catalog.pg_description d
         WHERE d.classoid <> 'pg_catalog.pg_extension'::pg_catalog.regclass
           AND d.objoid >= 16384
           AND NOT EXISTS (SELECT 1 FROM extension_members e WHERE e.classid = d.classoid AND e.objid = d.objoid)) shown
UNION ALL
SELECT pg_catalog.format('default rights of %s in %s on %s: %s', d.defaclrole::pg_catalog.regrole,
       d.defaclnamespace::pg_catalog.regnamespace, d.defaclobjtype, d.defaclacl)
  FROM pg_catalog.pg_default_acl d
UNION ALL
SELECT pg_catalog.format('event trigger %I on %s, tags %s, calls %s, enabled %s', evtname, evtevent, evttags,
       evtfoid::pg_catalog.regprocedure, evtenabled)
  FROM pg_catalog.pg_event_trigger
UNION ALL
SELECT pg_catalog.format('cast %s as %s, function %s, %s', castsource::pg_catalog.regtype, casttarget::pg_catalog.regtype,
       castfunc::pg_catalog.regprocedure, castcontext)
  FROM pg_catalog.pg_cast WHERE oid >= 16384
UNION ALL
SELECT pg_catalog.format('publication %I, all tables %s', pubname, puballtables) FROM pg_catalog.pg_publication
