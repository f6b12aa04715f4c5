SELECT 'TEXT_SEARCH_CONFIGURATION' AS object_kind, c.cfgnamespace AS schema_id, c.cfgname AS object_name,
       'pg_ts_config'::regclass AS object_class, c.oid AS object_id,
       format('%I.%I', pn.nspname, p.prsname) AS "parser",
       (SELECT array_agg(format('%s: %s', m.alias, m.dictionaries) ORDER BY m.alias)
          FROM (SELECT t.alias, string_agg(x.mapdict::regdictionary::text, ', ' ORDER BY x.mapseqno) AS dictionaries
                  FROM pg_ts_config_map x
                  JOIN ts_token_type(c.cfgparser) t ON t.tokid = x.maptokentype
                 WHERE x.mapcfg = c.oid GROUP BY t.alias) m) AS "mappings"
  FROM pg_ts_config c
  JOIN pg_namespace n ON n.oid = c.cfgnamespace
  JOIN pg_ts_parser p ON p.oid = c.cfgparser
  JOIN pg_namespace pn ON pn.oid = p.prsnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend e
                    WHERE e.classid = 'pg_ts_config'::regclass AND e.objid = c.oid AND e.deptype = 'e')
