package io.github.appliedset.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Coverage.Detail;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twenty migrations of every kind, undone to nothing and applied again. */
@PostgresTest
class RollbackOfEverythingTests {

    private record Kind(String up, String down) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("CREATE TABLE public.t%1$d (id int PRIMARY KEY, note text);", "DROP TABLE public.t%1$d;"),
            new Kind(
                    "ALTER TABLE public.orders ADD c%1$d text DEFAULT 'x' CHECK (c%1$d <> '');",
                    "ALTER TABLE public.orders DROP c%1$d;"),
            new Kind(
                    "-- applied-set: no-transaction\nCREATE INDEX CONCURRENTLY i%1$d ON public.orders (id);\nVACUUM public.orders;",
                    "-- applied-set: no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS public.i%1$d;"),
            new Kind(
                    "CREATE UNIQUE INDEX CONCURRENTLY u%1$d ON public.orders (total);",
                    "DROP INDEX CONCURRENTLY public.u%1$d;"),
            new Kind(
                    "SET search_path = extra;\nCREATE TYPE mood%1$d AS ENUM ('a', 'b');\nCREATE TABLE m%1$d (m mood%1$d);",
                    "SET search_path = extra;\nDROP TABLE m%1$d;\nDROP TYPE mood%1$d;"),
            new Kind(
                    "BEGIN;\nCREATE VIEW public.v%1$d AS SELECT id FROM public.orders;\nCOMMIT;",
                    "BEGIN;\nDROP VIEW public.v%1$d;\nCOMMIT;"),
            new Kind(
                    "CREATE FUNCTION public.f%1$d() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;\n"
                            + "CREATE TRIGGER g%1$d BEFORE INSERT ON public.orders EXECUTE FUNCTION public.f%1$d();",
                    "DROP TRIGGER g%1$d ON public.orders;\nDROP FUNCTION public.f%1$d();"),
            new Kind(
                    "COPY public.orders (id, total) FROM STDIN;\n%1$d\t%1$d\n\\.\nCOMMENT ON TABLE public.orders IS 'v%1$d';",
                    "DELETE FROM public.orders WHERE id = %1$d;\nCOMMENT ON TABLE public.orders IS NULL;"),
            new Kind("CREATE SCHEMA s%1$d;\nCREATE SEQUENCE s%1$d.q INCREMENT 3;", "DROP SCHEMA s%1$d CASCADE;"));

    @Test
    void twentyAreUndoneToNothingAndAppliedAgain(TestDatabase database, @TempDir Path folder) {
        MigrationFolder files = new MigrationFolder(folder)
                .with("1_first.up.sql", "CREATE SCHEMA extra;\nCREATE TABLE public.orders (id int, total int);")
                .with("1_first.down.sql", "DROP TABLE public.orders;\nDROP SCHEMA extra;");
        for (int version = 2; version <= 20; version++) {
            Kind kind = KINDS.get(version % KINDS.size());
            files.with(version + "_kind.up.sql", kind.up().formatted(version))
                    .with(version + "_kind.down.sql", kind.down().formatted(version));
        }
        Migrator migrator = Migrator.builder()
                .dataSource(database.dataSource())
                .locations(files.location())
                .build();
        Snapshots snapshots = Snapshots.of(migrator);
        Schema empty = snapshots.live(Coverage.DEFAULT.with(Detail.values()));
        migrator.toBuilder()
                .only(migration -> migration.version().value() != 6)
                .build()
                .migrate();
        assertThat(migrator.migrate().applied()).hasSize(1);
        Schema full = snapshots.live(Coverage.DEFAULT.with(Detail.values()));

        assertThat(migrator.rollback(20).rolledBack())
                .hasSize(20)
                .first()
                .as("the last one applied")
                .satisfies(undone ->
                        assertThat(undone.migration().version().value()).isEqualTo(6));
        assertThat(snapshots.live(Coverage.DEFAULT.with(Detail.values()))).isEqualTo(empty);
        assertThat(database.applied()).isEmpty();
        assertThat(migrator.migrate().applied()).hasSize(20);

        assertThat(full.size() - empty.size()).isGreaterThan(20);
        assertThat(snapshots.live(Coverage.DEFAULT.with(Detail.values()))).isEqualTo(full);
    }
}
