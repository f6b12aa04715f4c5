SELECT 'OPERATOR' AS object_kind, o.oprnamespace AS schema_id,
       format('%s(%s, %s)', o.oprname, CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END,
              format_type(o.oprright, NULL)) AS object_name,
       'pg_operator'::regclass AS object_class, o.oid AS object_id,
       array_remove(ARRAY['FUNCTION = ' || o.oprcode::regprocedure,
           CASE WHEN o.oprcom <> 0 THEN 'COMMUTATOR = ' || o.oprcom::regoperator END,
           CASE WHEN o.oprnegate <> 0 THEN 'NEGATOR = ' || o.oprnegate::regoperator END,
           CASE WHEN o.oprrest <> 0 THEN 'RESTRICT = ' || o.oprrest::regproc END,
           CASE WHEN o.oprjoin <> 0 THEN 'JOIN = ' || o.oprjoin::regproc END,
           CASE WHEN o.oprcanhash THEN 'HASHES' END,
           CASE WHEN o.oprcanmerge THEN 'MERGES' END], NULL) AS "options"
  FROM pg_operator o
  JOIN pg_namespace n ON n.oid = o.oprnamespace
 WHERE o.oprcode <> 0 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_operator'::regclass AND e.objid = o.oid AND e.deptype = 'e')
