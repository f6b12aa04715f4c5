SELECT 'OPERATOR_FAMILY' AS object_kind, f.opfnamespace AS schema_id,
       format('%I USING %I', f.opfname, am.amname) AS object_name,
       'pg_opfamily'::regclass AS object_class, f.oid AS object_id,
       NULLIF(COALESCE((SELECT array_agg(format('OPERATOR %s %s', m.amopstrategy, m.amopopr::regoperator)
                              || COALESCE((SELECT format(' FOR ORDER BY %I.%I', sn.nspname, sf.opfname) FROM pg_opfamily sf
                                             JOIN pg_namespace sn ON sn.oid = sf.opfnamespace WHERE sf.oid = m.amopsortfamily), '')
                                  ORDER BY m.amopstrategy, m.amopopr::regoperator::text)
              FROM pg_amop m JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = m.oid
               AND d.refclassid = 'pg_opfamily'::regclass AND d.refobjid = f.oid), '{}')
           || COALESCE((SELECT array_agg(format('FUNCTION %s (%s, %s) %s', m.amprocnum, format_type(m.amproclefttype, NULL),
                                                format_type(m.amprocrighttype, NULL), m.amproc::regprocedure)
                                  ORDER BY m.amprocnum, format_type(m.amproclefttype, NULL), format_type(m.amprocrighttype, NULL))
              FROM pg_amproc m JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = m.oid
               AND d.refclassid = 'pg_opfamily'::regclass AND d.refobjid = f.oid), '{}'), '{}') AS "options"
  FROM pg_opfamily f
  JOIN pg_namespace n ON n.oid = f.opfnamespace
  JOIN pg_am am ON am.oid = f.opfmethod
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_opfamily'::regclass AND e.objid = f.oid AND e.deptype = 'e')
