package io.github.appliedset.faults;

import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.fault.ServerProcess;
import java.nio.file.Path;
import java.util.List;

/** Migrations of every kind, and a picture of the database they lead to. */
final class MixedMigrations {

    /** Whatever happens twice, or not at all, is seen in the table of effects, which has no key. */
    private static final List<String> KINDS = List.of(
            "CREATE TABLE public.t%1$d (id int PRIMARY KEY, note text);\nINSERT INTO public.effects VALUES (%1$d, 1);\n",
            "SET search_path = extra;\nCREATE TABLE t%1$d (id int);\nINSERT INTO public.effects VALUES (%1$d, 1);\n",
            """
            -- applied-set: no-transaction
            INSERT INTO public.effects VALUES (%1$d, 1);
            CREATE INDEX CONCURRENTLY e%1$d ON public.effects (migration) WHERE step = %1$d;
            INSERT INTO public.effects VALUES (%1$d, 2);
            """,
            "BEGIN;\nINSERT INTO public.effects VALUES (%1$d, 1);\nCOMMIT;\n",
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS u%1$d ON public.numbers (n) WHERE n > %1$d;\n",
            "COPY public.effects FROM STDIN;\n%1$d\t1\n%1$d\t2\n\\.\nINSERT INTO public.effects VALUES (%1$d, 3);\n",
            """
            CREATE FUNCTION public.f%1$d() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT %1$d; END;
            DO $$ BEGIN INSERT INTO public.effects SELECT %1$d, public.f%1$d(); END $$;
            """,
            """
            -- applied-set: no-transaction
            ALTER TYPE public.mood ADD VALUE 'm%1$d';
            VACUUM public.effects;
            DROP INDEX CONCURRENTLY IF EXISTS public.n%1$d;
            INSERT INTO public.effects VALUES (%1$d, 1);
            REINDEX TABLE CONCURRENTLY public.numbers;
            """);

    private static final String FIRST = """
            CREATE SCHEMA extra;
            CREATE TABLE public.effects (migration int, step int);
            CREATE TABLE public.numbers (n int);
            INSERT INTO public.numbers SELECT generate_series(1, 100);
            CREATE TYPE public.mood AS ENUM ('fine');
            """;

    private static final String PICTURE = """
            SELECT 'relation ' || n.nspname || '.' || c.relname || ' ' || c.relkind::text
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('public', 'extra')
            UNION ALL SELECT 'column ' || attrelid::regclass || '.' || attname::text FROM pg_attribute
            WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'extra'::regnamespace))
            UNION ALL SELECT 'index ' || pg_get_indexdef(indexrelid) || ' ' || indisvalid || ' ' || indisready FROM pg_index
            WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'extra'::regnamespace))
            UNION ALL SELECT 'function ' || proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION ALL SELECT 'label ' || enumlabel::text FROM pg_enum
            UNION ALL SELECT 'effect ' || migration || ' ' || step FROM public.effects
            UNION ALL SELECT 'applied ' || version || ' ' || name || ' ' || checksum FROM public.applied_migrations
            UNION ALL SELECT 'unfinished ' || version FROM public.applied_migrations_unfinished
            ORDER BY 1""";

    private MixedMigrations() {}

    /** Writes this many of them, numbered from 1. */
    static MigrationFolder write(Path folder, int count) {
        MigrationFolder files = new MigrationFolder(folder).with("1_first.up.sql", FIRST);
        for (int version = 2; version <= count; version++) {
            files.with(
                    version + "_mixed.up.sql",
                    KINDS.get((version - 2) % KINDS.size()).formatted(version));
        }
        return files;
    }

    /** Everything in the database that the migrations and the runner have made, a line each. */
    static List<String> picture(ServerProcess server, String database) {
        // The backend of a connection that was cut takes a moment to notice.
        Sql.awaitNoRow(
                server.dataSource(database),
                "SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        return server.query(database, PICTURE);
    }
}
