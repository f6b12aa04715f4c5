SELECT 'OPERATOR_CLASS' AS object_kind, o.opcnamespace AS schema_id,
       format('%I USING %I', o.opcname, am.amname) AS object_name,
       'pg_opclass'::regclass AS object_class, o.oid AS object_id,
       format_type(o.opcintype, NULL) AS "type",
       array_remove(ARRAY[
           'FAMILY ' || format('%I.%I', fn.nspname, f.opfname),
           CASE WHEN o.opcdefault THEN 'DEFAULT' END,
           CASE WHEN o.opckeytype <> 0 THEN 'STORAGE ' || format_type(o.opckeytype, NULL) END], NULL)
           || COALESCE((SELECT array_agg(format('OPERATOR %s %s', m.amopstrategy, m.amopopr::regoperator)
                              || COALESCE((SELECT format(' FOR ORDER BY %I.%I', sn.nspname, sf.opfname) FROM pg_opfamily sf
                                             JOIN pg_namespace sn ON sn.oid = sf.opfnamespace WHERE sf.oid = m.amopsortfamily), '') ORDER BY m.amopstrategy)
              FROM pg_amop m JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = m.oid
               AND d.refclassid = 'pg_opclass'::regclass AND d.refobjid = o.oid), '{}')
           || COALESCE((SELECT array_agg(format('FUNCTION %s (%s, %s) %s', m.amprocnum, format_type(m.amproclefttype, NULL),
                                                format_type(m.amprocrighttype, NULL), m.amproc::regprocedure)
                                  ORDER BY m.amprocnum, format_type(m.amproclefttype, NULL), format_type(m.amprocrighttype, NULL))
              FROM pg_amproc m JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = m.oid
               AND d.refclassid = 'pg_opclass'::regclass AND d.refobjid = o.oid), '{}') AS "options"
  FROM pg_opclass o
  JOIN pg_namespace n ON n.oid = o.opcnamespace
  JOIN pg_am am ON am.oid = o.opcmethod
  JOIN pg_opfamily f ON f.oid = o.opcfamily
  JOIN pg_namespace fn ON fn.oid = f.opfnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_opclass'::regclass AND e.objid = o.oid AND e.deptype = 'e')
