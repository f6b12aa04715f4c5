SELECT d.classid::regclass, d.objid, d.objsubid, array_agg(x.extname::text ORDER BY x.extname)
  FROM pg_depend d
  JOIN pg_extension x ON d.refclassid = 'pg_extension'::regclass AND x.oid = d.refobjid
 WHERE d.deptype = 'x'
 GROUP BY d.classid, d.objid, d.objsubid
