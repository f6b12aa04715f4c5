-- What refers to what. The default of a column stands for the column, the query of a view for the view, the index of a
-- constraint for the constraint, the sequence of an identity for its column, the row type of a relation for the relation, and
-- an array or multirange for the type it is made of.
WITH places AS (
    SELECT 'pg_attrdef'::regclass AS class, d.oid AS id, 'pg_class'::regclass AS to_class, d.adrelid AS to_id, d.adnum::integer AS to_part
      FROM pg_attrdef d
    UNION ALL SELECT 'pg_rewrite'::regclass, r.oid, 'pg_class'::regclass, r.ev_class, 0 FROM pg_rewrite r WHERE r.rulename = '_RETURN'
    UNION ALL SELECT 'pg_class'::regclass, k.conindid, 'pg_constraint'::regclass, k.oid, 0
                FROM pg_constraint k WHERE k.contype IN ('p', 'u', 'x')
    UNION ALL SELECT 'pg_class'::regclass, d.objid, 'pg_class'::regclass, d.refobjid, d.refobjsubid
                FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
               WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i'
    UNION ALL SELECT 'pg_class'::regclass, c.oid, 'pg_type'::regclass, c.reltype, 0 FROM pg_class c WHERE c.relkind = 'c'
    UNION ALL SELECT 'pg_type'::regclass, t.oid, 'pg_class'::regclass, t.typrelid, 0
                FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid WHERE c.relkind <> 'c'
    UNION ALL SELECT 'pg_type'::regclass, t.typarray,
                     CASE WHEN c.oid IS NULL THEN 'pg_type'::regclass ELSE 'pg_class'::regclass END, COALESCE(c.oid, t.oid), 0
                FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid AND c.relkind <> 'c' WHERE t.typarray <> 0
    UNION ALL SELECT 'pg_type'::regclass, r.rngmultitypid, 'pg_type'::regclass, r.rngtypid, 0 FROM pg_range r
    UNION ALL SELECT 'pg_constraint'::regclass, k.oid, 'pg_type'::regclass, k.contypid, 0 FROM pg_constraint k WHERE k.contypid <> 0
    UNION ALL SELECT 'pg_publication_rel'::regclass, r.oid, 'pg_publication'::regclass, r.prpubid, 0 FROM pg_publication_rel r
    UNION ALL SELECT d.classid::regclass, d.objid, d.refclassid::regclass, d.refobjid, 0
                FROM pg_depend d
               WHERE d.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass) AND d.objid >= 16384
                 AND d.refclassid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass)
)
SELECT DISTINCT COALESCE(f.to_class, d.classid::regclass), COALESCE(f.to_id, d.objid), COALESCE(f.to_part, d.objsubid),
       COALESCE(e.refclassid::regclass, t.to_class, d.refclassid::regclass), COALESCE(e.refobjid, t.to_id, d.refobjid),
       CASE WHEN e.refobjid IS NULL AND t.to_class IS DISTINCT FROM 'pg_type'::regclass
            THEN COALESCE(NULLIF(t.to_part, 0), d.refobjsubid) ELSE 0 END
  FROM pg_depend d
  LEFT JOIN places f ON f.class = d.classid AND f.id = d.objid AND (f.class <> 'pg_class'::regclass OR d.objsubid = 0 OR f.to_class = 'pg_type'::regclass)
  LEFT JOIN places t ON t.class = d.refclassid AND t.id = d.refobjid
  LEFT JOIN pg_depend e ON e.classid = d.refclassid AND e.objid = d.refobjid AND e.deptype = 'e'
 WHERE d.deptype IN ('n', 'a') AND d.objid >= 16384 AND d.refobjid >= 16384
   AND d.refclassid <> 'pg_namespace'::regclass
