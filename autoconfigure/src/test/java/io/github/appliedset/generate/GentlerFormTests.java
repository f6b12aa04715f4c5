package io.github.appliedset.generate;

import static io.github.appliedset.test.MigrationsAssert.assertThatMigrations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes several steps in order to block nobody, on tables that hold rows. */
@PostgresTest
class GentlerFormTests {

    private static final String PARTED = """
            CREATE TABLE public.p (a int, b int) PARTITION BY LIST (a);
            CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN (1);
            """;

    private DataSource server;
    private Path folder;
    private Path declared;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) throws IOException {
        this.server = database.superuser();
        this.folder = Files.createDirectory(folder.resolve("migration"));
        this.declared = Files.createDirectory(folder.resolve("schema"));
    }

    private GeneratedMigrations generated(String from, String to) throws IOException {
        new MigrationFolder(this.folder).with("1_from.up.sql", from);
        Files.writeString(this.declared.resolve("to.sql"), to);
        migrator().migrate();
        GeneratedMigrations generated = MigrationGenerator.builder()
                .dataSource(this.server)
                .locations("file:" + this.folder)
                .declared("file:" + this.declared)
                .build()
                .generate();
        generated.write(this.folder);
        return generated;
    }

    private Migrator migrator() {
        return Migrator.builder()
                .dataSource(this.server)
                .locations("file:" + this.folder)
                .build();
    }

    private List<String> query(String sql) {
        return Sql.firstColumn(this.server, sql);
    }

    @Test
    void rowsAreFilledInBatchesWithAValueEach() throws IOException {
        GeneratedMigrations generated = generated(
                "CREATE TABLE public.t (id bigint PRIMARY KEY);",
                "CREATE TABLE public.t (id bigint PRIMARY KEY, u uuid NOT NULL DEFAULT gen_random_uuid());");
        Sql.execute(this.server, "INSERT INTO public.t SELECT generate_series(1, 2500)");

        migrator().migrate();

        assertThat(generated.migrations().get(1).up())
                .startsWith("-- applied-set: batches=public.t.id\n-- applied-set: done-when=");
        assertThat(query("SELECT count(DISTINCT u) FROM public.t")).containsExactly("2500");
        assertThatMigrations(migrator()).blockNobody();
        migrator().rollback(generated.migrations().size());
        assertThat(query("SELECT count(*) FROM public.t")).containsExactly("2500");
    }

    @Test
    void withoutAKeyRowsAreFilledAtOnce() throws IOException {
        GeneratedMigrations generated = generated(
                "CREATE TABLE public.t (name text PRIMARY KEY);",
                "CREATE TABLE public.t (name text PRIMARY KEY, u uuid DEFAULT gen_random_uuid());");
        Sql.execute(this.server, "INSERT INTO public.t VALUES ('a'), ('b')");

        migrator().migrate();

        assertThat(generated.migrations().get(1).up())
                .contains(
                        "-- Change: Fill column public.t.u in one statement, since its table has no integer key to go by");
        assertThat(query("SELECT count(DISTINCT u) FROM public.t")).containsExactly("2");
    }

    @Test
    void aPartitionThatNoMigrationMakesIsNamed() throws IOException {
        generated(PARTED, PARTED + "CREATE INDEX i ON public.p (b);");
        Sql.execute(this.server, "CREATE TABLE public.p2 PARTITION OF public.p FOR VALUES IN (2)");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrator().migrate())
                .withMessageContaining("a partition of public.p has no part of the index public.i: p2");
        Sql.execute(
                this.server,
                "CREATE INDEX CONCURRENTLY p2_b_idx ON public.p2 (b)",
                "ALTER INDEX public.i ATTACH PARTITION public.p2_b_idx");
        migrator().migrate();

        assertThat(query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'public.i'::regclass"))
                .containsExactly("t");
        assertThatMigrations(migrator()).blockNobody();
    }

    @Test
    void rowsOfOtherPartitionsAreFoundBeforeATableIsAttached() throws IOException {
        GeneratedMigrations generated = generated(
                PARTED + "CREATE TABLE public.p2 (a int, b int);",
                PARTED + "CREATE TABLE public.p2 PARTITION OF public.p FOR VALUES IN (2);");
        Sql.execute(this.server, "INSERT INTO public.p2 VALUES (2, 1), (3, 1)");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrator().migrate())
                .withMessageContaining("p2_bound_check");
        String validation = generated.migrations().get(1).up();
        String probe = validation
                .lines()
                .filter(line -> line.startsWith("-- Probe: "))
                .map(line -> line.substring("-- Probe: ".length()))
                .findFirst()
                .orElseThrow();
        assertThat(query(probe)).containsExactly("1");
        Sql.execute(this.server, "DELETE FROM public.p2 WHERE a = 3");
        migrator().migrate();

        assertThat(query("SELECT b FROM public.p")).containsExactly("1");
        assertThatMigrations(migrator()).blockNobody();
    }
}
