-- Creates everything that has an expression once more, from what the server shows of it, as a restored dump does.
DO $$
DECLARE
    statement text;
    statements text[];
BEGIN
    PERFORM set_config('search_path', 'pg_catalog', true);
    SELECT array_agg(s.sql ORDER BY s.step, s.sql) INTO statements FROM (
        SELECT 1 AS step, format('CREATE OR REPLACE VIEW %s AS %s', c.oid::regclass, pg_get_viewdef(c.oid)) AS sql
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'v' AND n.nspname = 'w'
        UNION ALL SELECT 2, format('DROP MATERIALIZED VIEW %s; CREATE MATERIALIZED VIEW %1$s AS %s WITH NO DATA', c.oid::regclass, rtrim(pg_get_viewdef(c.oid), ';'))
          FROM pg_class c WHERE c.relkind = 'm'
        UNION ALL SELECT 3, format('DROP INDEX IF EXISTS %s; %s', i.indexrelid::regclass, pg_get_indexdef(i.indexrelid))
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'w' AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
        UNION ALL SELECT 4, format('ALTER %s %s DROP CONSTRAINT %I; ALTER %1$s %2$s ADD CONSTRAINT %3$I %s',
               CASE WHEN k.contypid = 0 THEN 'TABLE' ELSE 'DOMAIN' END,
               CASE WHEN k.contypid = 0 THEN k.conrelid::regclass::text ELSE k.contypid::regtype::text END, k.conname, pg_get_constraintdef(k.oid))
          FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE n.nspname = 'w' AND k.contype IN ('c', 'x')
        UNION ALL SELECT 5, format('DROP POLICY %I ON %s; CREATE POLICY %1$I ON %2$s FOR %s USING (%s)', p.polname, p.polrelid::regclass,
               CASE p.polcmd WHEN 'r' THEN 'SELECT' ELSE 'ALL' END, pg_get_expr(p.polqual, p.polrelid))
               || COALESCE(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
          FROM pg_policy p
        UNION ALL SELECT 6, format('DROP TRIGGER %I ON %s; %s', t.tgname, t.tgrelid::regclass, pg_get_triggerdef(t.oid))
          FROM pg_trigger t WHERE NOT t.tgisinternal
        UNION ALL SELECT 7, format('DROP RULE %I ON %s; %s', r.rulename, r.ev_class::regclass, pg_get_ruledef(r.oid))
          FROM pg_rewrite r WHERE r.rulename <> '_RETURN' AND r.oid >= 16384
        UNION ALL SELECT 8, pg_get_functiondef(p.oid)
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'w' AND p.prokind <> 'a'
        UNION ALL SELECT 9, format('DROP STATISTICS %s.%I; %s', s.stxnamespace::regnamespace, s.stxname, pg_get_statisticsobjdef(s.oid))
          FROM pg_statistic_ext s
        UNION ALL SELECT 10, format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT %s', d.adrelid::regclass, a.attname, pg_get_expr(d.adbin, d.adrelid))
          FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE a.attgenerated = ''
        UNION ALL SELECT 11, format('ALTER TABLE %s DROP COLUMN %I; ALTER TABLE %1$s ADD COLUMN %2$I %s GENERATED ALWAYS AS (%s) STORED',
               d.adrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid))
          FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE a.attgenerated <> ''
        UNION ALL SELECT 12, format('ALTER TABLE %s RENAME TO copied; CREATE TABLE %1$s (LIKE w.copied) PARTITION BY %s; DROP TABLE w.copied', p.partrelid::regclass, pg_get_partkeydef(p.partrelid))
          FROM pg_partitioned_table p
        UNION ALL SELECT 13, format('CREATE TABLE %s PARTITION OF %s %s', c.oid::regclass, i.inhparent::regclass, pg_get_expr(c.relpartbound, c.oid))
          FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid WHERE c.relispartition
        UNION ALL SELECT 14, format('ALTER DOMAIN %s SET DEFAULT %s', t.oid::regtype, pg_get_expr(t.typdefaultbin, 0))
          FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = 'w' AND t.typdefaultbin IS NOT NULL) s;
    FOREACH statement IN ARRAY statements LOOP
        EXECUTE statement;
    END LOOP;
END $$;
