SELECT l.classoid::regclass, l.objoid, l.objsubid, array_agg(l.provider || ': ' || l.label ORDER BY l.provider)
  FROM pg_seclabel l
 GROUP BY l.classoid, l.objoid, l.objsubid
