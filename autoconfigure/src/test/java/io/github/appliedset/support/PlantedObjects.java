package io.github.appliedset.support;

import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Everything that a low-privilege role can plant in a schema that it may create in, and that comes before PostgreSQL's own
 * on the search path: operators, with and without a better match among PostgreSQL's own, functions, types and views. The
 * server counts how often any of them is called.
 */
public final class PlantedObjects {

    private static final String OPERATORS = """
            DO $plant$
            DECLARE
                types text[] := ARRAY['text','name','varchar','int2','int4','int8','oid','"char"','bool','text[]','varchar[]',
                    'name[]','oid[]','int8[]','regclass','timestamptz','numeric','int2vector','regtype','xid','regnamespace'];
                names text[] := ARRAY['=','<>','<','>','<=','>=','||','~~','!~~','~','!~','@>','<@','&&','+','-'];
                l text; r text; o text; result text; n int := 0;
            BEGIN
                FOREACH o IN ARRAY names LOOP FOREACH l IN ARRAY types LOOP FOREACH r IN ARRAY types LOOP
                    BEGIN
                        EXECUTE format('SELECT pg_typeof(NULL::%s OPERATOR(pg_catalog.%s) NULL::%s)::text', l, o, r)
                            INTO result;
                        n := n + 1;
                        EXECUTE format('CREATE FUNCTION public.planted_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS %L',
                            n, l, r, result,
                            format('DECLARE found %s; BEGIN found := $1 OPERATOR(pg_catalog.%s) $2; RETURN found; END',
                                result, o));
                        EXECUTE format('CREATE OPERATOR public.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = public.planted_%s)',
                            o, l, r, n);
                    EXCEPTION WHEN undefined_function OR ambiguous_function THEN NULL;
                    END;
                END LOOP; END LOOP; END LOOP;
                IF n < 492 THEN RAISE EXCEPTION 'only % operators', n; END IF;
            END $plant$""";

    private static final String FUNCTIONS = """
            DO $plant$
            DECLARE f record; n int := 0;
            BEGIN
                FOR f IN SELECT p.proname, pg_get_function_identity_arguments(p.oid) AS arguments, p.prorettype::regtype AS result,
                                p.proretset, (SELECT string_agg('$' || i, ', ') FROM generate_series(1, p.pronargs) i) AS passed
                         FROM pg_proc p
                         WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND p.provariadic = 0
                           AND p.proallargtypes IS NULL AND p.prorettype <> ALL (ARRAY['internal', 'cstring']::regtype[])
                           AND p.proname = ANY (ARRAY['unnest', 'now', 'clock_timestamp', 'current_setting', 'set_config',
                               'to_regclass', 'quote_ident', 'format', 'concat', 'pg_backend_pid', 'row_security_active',
                               'pg_get_userbyid', 'pg_describe_object', 'format_type', 'current_database', 'host',
                               'inet_server_addr', 'inet_server_port', 'pg_is_in_recovery', 'pg_client_encoding',
                               'has_schema_privilege', 'has_table_privilege', 'has_database_privilege', 'starts_with',
                               'pg_relation_filenode', 'pg_relation_size', 'pg_blocking_pids', 'to_timestamp', 'substring',
                               'pg_try_advisory_xact_lock', 'pg_try_advisory_lock', 'pg_advisory_unlock', 'coalesce',
                               'pg_get_expr', 'pg_get_constraintdef', 'pg_get_indexdef', 'pg_get_viewdef', 'lower', 'length',
                               'array_to_string', 'array_position', 'generate_series', 'extract', 'date_part', 'timezone'])
                LOOP
                    BEGIN
                        EXECUTE format('CREATE FUNCTION public.%I(%s) RETURNS %s %s LANGUAGE plpgsql AS %L',
                            f.proname, f.arguments, CASE WHEN f.proretset THEN 'SETOF' ELSE '' END, f.result,
                            format(CASE WHEN f.proretset THEN 'BEGIN RETURN QUERY SELECT * FROM pg_catalog.%I(%s); END'
                                        ELSE 'BEGIN RETURN pg_catalog.%I(%s); END' END, f.proname, f.passed));
                        n := n + 1;
                    EXCEPTION WHEN invalid_function_definition OR undefined_object OR feature_not_supported THEN NULL;
                    END;
                END LOOP;
                IF n < 40 THEN RAISE EXCEPTION 'only % functions', n; END IF;
            END $plant$""";

    private static final String TYPES_AND_VIEWS = """
            CREATE FUNCTION public.planted_value(anyelement) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN true; END';
            CREATE FUNCTION public.planted_row() RETURNS boolean LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN true; END';
            CREATE FUNCTION public.planted_state(bigint) RETURNS bigint LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'an aggregate, whose calls are not counted'; END $$;
            CREATE AGGREGATE public.count(*) (SFUNC = public.planted_state, STYPE = bigint, INITCOND = '0');
            CREATE DOMAIN public.text AS pg_catalog.text CHECK (public.planted_value(VALUE));
            CREATE DOMAIN public.name AS pg_catalog.name CHECK (public.planted_value(VALUE));
            CREATE DOMAIN public.oid AS pg_catalog.oid CHECK (public.planted_value(VALUE));
            CREATE DOMAIN public.timestamptz AS pg_catalog.timestamptz CHECK (public.planted_value(VALUE));
            CREATE DOMAIN public.int8 AS pg_catalog.int8 CHECK (public.planted_value(VALUE));
            CREATE DOMAIN public.int4 AS pg_catalog.int4 CHECK (public.planted_value(VALUE));
            DO $plant$
            DECLARE v pg_catalog.name;
            BEGIN
                FOR v IN SELECT c.relname FROM pg_catalog.pg_class c
                         WHERE c.relnamespace OPERATOR(pg_catalog.=) 'pg_catalog'::regnamespace
                           AND c.relname = ANY (ARRAY['pg_class', 'pg_namespace', 'pg_type', 'pg_proc', 'pg_index',
                               'pg_locks', 'pg_stat_activity', 'pg_roles', 'pg_database', 'pg_trigger', 'pg_depend', 'pg_inherits',
                               'pg_constraint', 'pg_auth_members']::pg_catalog.name[])
                LOOP
                    EXECUTE pg_catalog.format('CREATE VIEW public.%I AS SELECT * FROM pg_catalog.%1$I WHERE public.planted_row()', v);
                END LOOP;
            END $plant$""";

    private final TestDatabase database;
    private final String role;

    private PlantedObjects(TestDatabase database, String role) {
        this.database = database;
        this.role = role;
    }

    /** Plants them as a role of the cluster that is dropped with {@link #remove}. */
    public static PlantedObjects in(TestDatabase database) {
        PlantedObjects planted = new PlantedObjects(database, "lowly_" + database.name());
        database.executeAsSuperuser(
                "CREATE ROLE " + planted.role + " LOGIN PASSWORD 'low'",
                // As everybody has before PostgreSQL 15, and in everything upgraded from it.
                "GRANT USAGE, CREATE ON SCHEMA public TO " + planted.role);
        planted.asItself("SET search_path = pg_catalog, public;" + OPERATORS);
        planted.asItself("SET search_path = pg_catalog, public;" + FUNCTIONS);
        planted.asItself("SET search_path = pg_catalog, public;" + TYPES_AND_VIEWS);
        database.executeAsSuperuser(
                "ALTER DATABASE " + database.name() + " SET search_path = public, pg_catalog",
                "ALTER DATABASE " + database.name() + " SET track_functions = 'all'");
        return planted;
    }

    /** Runs each text as the role. */
    public void asItself(String... statements) {
        Sql.execute(this.database.dataSource(this.role, "low"), statements);
    }

    public TestDatabase database() {
        return this.database;
    }

    public String role() {
        return this.role;
    }

    /** The planted functions that were called since the last time, with the number of calls. */
    public List<String> called() {
        DataSource careful = careful();
        this.database.endKeptSessions();
        Sql.awaitNoRow(
                careful,
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                        + " AND backend_type = 'client backend'");
        List<String> called = Sql.firstColumn(
                careful,
                "SELECT f.funcname || '(' || pg_get_function_identity_arguments(f.funcid) || '): ' || f.calls"
                        + " FROM pg_stat_user_functions f JOIN pg_proc p ON p.oid = f.funcid"
                        + " WHERE p.proowner = '" + this.role + "'::regrole AND f.calls > 0 ORDER BY 1");
        Sql.firstColumn(careful, "SELECT pg_stat_reset()");
        return called;
    }

    /** Whether the role has become anything it was not. */
    public boolean hasGained() {
        return !Sql.firstColumn(
                        careful(),
                        "SELECT 1 FROM pg_roles r WHERE rolname = '" + this.role + "' AND (rolsuper OR rolcreaterole"
                                + " OR EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid))")
                .isEmpty();
    }

    /** The superuser, whose own queries meet nothing that is planted. */
    public DataSource careful() {
        PGSimpleDataSource careful = (PGSimpleDataSource) this.database.superuser();
        careful.setCurrentSchema("pg_catalog");
        return careful;
    }

    public void remove() {
        Sql.execute(careful(), "DROP OWNED BY " + this.role + " CASCADE", "DROP ROLE " + this.role);
    }
}
