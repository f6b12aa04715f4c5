SELECT v.id, rtrim(pg_get_viewdef(v.id), E'\n')
  FROM unnest(?::bigint[]::oid[]) AS v (id)
 WHERE pg_table_is_visible(v.id) IS NOT NULL
