SELECT v.id, rtrim(pg_get_viewdef(v.id), E'\n')
  FROM unnest(?::bigint[]::oid[]) AS v (id)
