package io.github.appliedset.faults;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.fault.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Migrations of every kind, and a picture of the database they lead to. */
final class MixedMigrations {

    private record Kind(String up, String down) {}

    /**
     * Whatever happens twice, or not at all, is seen in the table of effects, which has no key. A down file adds a negative
     * change for each change of its up file.
     */
    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "CREATE TABLE public.t%1$d (id int PRIMARY KEY, note text);\nINSERT INTO public.effects VALUES (%1$d, 1);\n",
                    "INSERT INTO public.effects VALUES (%1$d, 1, -1);\nDROP TABLE public.t%1$d;\n"),
            new Kind(
                    "SET search_path = extra;\nCREATE TABLE t%1$d (id int);\nINSERT INTO public.effects VALUES (%1$d, 1);\n",
                    "SET search_path = extra, public;\nDROP TABLE t%1$d;\nINSERT INTO effects VALUES (%1$d, 1, -1);\n"),
            new Kind("""
                    -- applied-set: no-transaction
                    INSERT INTO public.effects VALUES (%1$d, 1);
                    CREATE INDEX CONCURRENTLY e%1$d ON public.effects (migration) WHERE step = %1$d;
                    INSERT INTO public.effects VALUES (%1$d, 2);
                    """, """
                    -- applied-set: no-transaction
                    INSERT INTO public.effects VALUES (%1$d, 2, -1);
                    DROP INDEX CONCURRENTLY public.e%1$d;
                    INSERT INTO public.effects VALUES (%1$d, 1, -1);
                    """),
            new Kind(
                    "BEGIN;\nINSERT INTO public.effects VALUES (%1$d, 1);\nCOMMIT;\n",
                    "BEGIN;\nINSERT INTO public.effects VALUES (%1$d, 1, -1);\nCOMMIT;\n"),
            new Kind(
                    "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS u%1$d ON public.numbers (n) WHERE n > %1$d;\n",
                    "DROP INDEX CONCURRENTLY public.u%1$d;\n"),
            new Kind("""
                    COPY public.effects (migration, step) FROM STDIN;
                    %1$d\t1
                    %1$d\t2
                    \\.
                    INSERT INTO public.effects VALUES (%1$d, 3);
                    """, """
                    INSERT INTO public.effects VALUES (%1$d, 3, -1);
                    COPY public.effects FROM STDIN;
                    %1$d\t1\t-1
                    %1$d\t2\t-1
                    \\.
                    """),
            new Kind("""
                    CREATE FUNCTION public.f%1$d() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT %1$d; END;
                    DO $$ BEGIN INSERT INTO public.effects SELECT %1$d, public.f%1$d(); END $$;
                    """, """
                    DO $$ BEGIN INSERT INTO public.effects SELECT %1$d, public.f%1$d(), -1; END $$;
                    DROP FUNCTION public.f%1$d();
                    """),
            new Kind(
                    """
                    -- applied-set: no-transaction
                    ALTER TYPE public.mood ADD VALUE 'm%1$d';
                    VACUUM public.effects;
                    DROP INDEX CONCURRENTLY IF EXISTS public.n%1$d;
                    INSERT INTO public.effects VALUES (%1$d, 1);
                    REINDEX TABLE CONCURRENTLY public.numbers;
                    """,
                    // A label cannot be dropped, but a type that nothing uses can be made without it.
                    """
                    -- applied-set: no-transaction
                    REINDEX TABLE CONCURRENTLY public.numbers;
                    INSERT INTO public.effects VALUES (%1$d, 1, -1);
                    VACUUM public.effects;
                    DO $$
                    DECLARE
                        labels text := (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_enum
                                        WHERE enumtypid = 'public.mood'::regtype AND enumlabel <> 'm%1$d');
                    BEGIN
                        ALTER TYPE public.mood RENAME VALUE 'm%1$d' TO 'dropped';
                        DROP TYPE public.mood;
                        EXECUTE 'CREATE TYPE public.mood AS ENUM (' || labels || ')';
                    END $$;
                    DROP INDEX CONCURRENTLY IF EXISTS public.n%1$d;
                    """));

    private static final String FIRST = """
            CREATE SCHEMA extra;
            CREATE TABLE public.effects (migration int, step int, change int NOT NULL DEFAULT 1);
            CREATE TABLE public.numbers (n int);
            INSERT INTO public.numbers SELECT generate_series(1, 100);
            CREATE TYPE public.mood AS ENUM ('fine');
            """;

    private static final String PICTURE = """
            SELECT 'relation ' || n.nspname || '.' || c.relname || ' ' || c.relkind::text
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('public', 'extra') AND c.relname !~ '_unfinished|_verified'
            UNION ALL SELECT 'column ' || attrelid::regclass || '.' || attname::text FROM pg_attribute
            WHERE attrelid IN (SELECT oid FROM pg_class WHERE relname !~ '_unfinished|_verified'
                               AND relnamespace IN ('public'::regnamespace, 'extra'::regnamespace))
            UNION ALL SELECT 'index ' || pg_get_indexdef(indexrelid) || ' ' || indisvalid || ' ' || indisready FROM pg_index
            WHERE indrelid IN (SELECT oid FROM pg_class WHERE relname !~ '_unfinished|_verified'
                               AND relnamespace IN ('public'::regnamespace, 'extra'::regnamespace))
            UNION ALL SELECT 'function ' || proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION ALL SELECT 'label ' || enumlabel::text FROM pg_enum
            UNION ALL SELECT 'effect ' || migration || ' ' || step || ' ' || sum(change) FROM public.effects
            GROUP BY migration, step HAVING sum(change) <> 0
            UNION ALL SELECT 'applied ' || version || ' ' || name || ' ' || checksum FROM public.applied_migrations
            ORDER BY 1""";

    private MixedMigrations() {}

    /** Writes this many of them, numbered from 1; each but the first can be rolled back. */
    static MigrationFolder write(Path folder, int count) {
        MigrationFolder files = new MigrationFolder(folder).with("1_first.up.sql", FIRST);
        for (int version = 2; version <= count; version++) {
            Kind kind = KINDS.get((version - 2) % KINDS.size());
            files.with(version + "_mixed.up.sql", kind.up().formatted(version))
                    .with(version + "_mixed.down.sql", kind.down().formatted(version));
        }
        return files;
    }

    /** The pictures of an empty database in which one more of them is applied each time, after 0, 1, 2 ... of them. */
    static List<List<String>> pictures(ServerProcess server, String database, MigrationFolder files, int count) {
        List<List<String>> pictures = new ArrayList<>(List.of(List.of()));
        for (int version = 1; version <= count; version++) {
            int last = version;
            Migrator.builder()
                    .dataSource(server.dataSource(database))
                    .locations(files.location())
                    .only(migration -> migration.version().value() <= last)
                    .build()
                    .migrate();
            pictures.add(picture(server, database));
        }
        return pictures;
    }

    /**
     * Everything in the database that the migrations and the runner have made, a line each. The table of unfinished migrations,
     * which the first of these makes and which stays, is seen by its rows.
     */
    static List<String> picture(ServerProcess server, String database) {
        awaitEndOfRun(server, database);
        List<String> picture = server.query(database, PICTURE);
        if (!server.query(database, "SELECT to_regclass('public.applied_migrations_unfinished')")
                .contains(null)) {
            picture.addAll(
                    server.query(
                            database,
                            "SELECT 'unfinished ' || version || ' ' || next_statement FROM public.applied_migrations_unfinished"));
        }
        return picture;
    }

    /** The backend of a connection that was cut takes a moment to notice. */
    static void awaitEndOfRun(ServerProcess server, String database) {
        Sql.awaitNoRow(
                server.dataSource(database),
                "SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
    }
}
