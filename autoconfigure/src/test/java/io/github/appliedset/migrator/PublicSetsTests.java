package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.appliedset.adoption.files.FileImport;
import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.drift.DriftText;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets of files as users of other tools have them: laid out untouched, they do what they do in psql. */
@PostgresTest
class PublicSetsTests {

    private static final String NOT_OURS =
            " AND relname <> 'applied_migrations' AND relname NOT LIKE 'applied\\_migrations\\_%'";

    private static Path set(String name) throws URISyntaxException {
        return Path.of(PublicSetsTests.class.getResource("/public-sets/" + name).toURI());
    }

    private static Migrator migrator(TestDatabase database, Path folder) {
        return Migrator.builder()
                .dataSource(database.dataSource())
                .locations("file:" + folder)
                .build();
    }

    @Test
    void setOfGolangMigrateRunsAsInPsql(TestDatabase database, TestDatabase other) throws Exception {
        Migrator migrator = migrator(database, set("counters"));

        assertThat(migrator.fileWarnings())
                .extracting(FileProblem::description)
                .satisfiesExactly(
                        warning -> assertThat(warning).contains("/0001_plan.down.sql", "/0001_plans.up.sql"),
                        warning -> assertThat(warning).contains("/6_dropped_feature.down.sql"));
        assertThat(migrator.migrate().applied()).hasSize(7);
        assertIsAsAfterPsql(database, set("counters"), other);

        assertThat(migrator.rollback(7).rolledBack()).hasSize(7);
        assertThat(database.query(
                        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace" + NOT_OURS))
                .isEmpty();
    }

    @Test
    void setOfPrismaRunsAsInPsql(TestDatabase database, TestDatabase other) throws Exception {
        migrator(database, set("prisma")).migrate();

        assertIsAsAfterPsql(database, set("prisma"), other);
    }

    @Test
    void importedSetOfGooseRunsAsInPsql(@TempDir Path root, TestDatabase database, TestDatabase other)
            throws Exception {
        importedSetRunsAsInPsql("goose", root, database, other);
    }

    @Test
    void importedSetOfDbmateRunsAsInPsql(@TempDir Path root, TestDatabase database, TestDatabase other)
            throws Exception {
        importedSetRunsAsInPsql("dbmate", root, database, other);
    }

    private static void importedSetRunsAsInPsql(String set, Path root, TestDatabase database, TestDatabase other)
            throws Exception {
        Path imported = root.resolve("imported");
        FileImport files = FileImport.preview(set(set), null, imported);
        assertThat(files.untranslated()).isEmpty();
        files.write();
        Migrator migrator = migrator(database, imported);

        migrator.migrate();

        assertIsAsAfterPsql(database, imported, other);
        assertThat(migrator.rollback(2).rolledBack()).hasSize(2);
    }

    @Test
    void refusesPsqlOnlyStatementsWithTheirLine(@TempDir Path root, TestDatabase database) throws Exception {
        MigrationFolder files = new MigrationFolder(root)
                .with("1_a.up.sql", "CREATE TABLE a (id int);\n")
                .with("2_meta.up.sql", "-- loads the rest\n\\i rest.sql\n")
                .with(
                        "3_mode.up.sql",
                        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;\nCREATE TABLE b AS SELECT 1;\n");

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> migrator(database, files.path()).migrate())
                .withMessageContaining("2_meta.up.sql, line 2, column 1\n    '\\i' is a psql command")
                .withMessageContaining("3_mode.up.sql, line 1, column 1\n    'SET TRANSACTION' sets a mode");
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    /** Compares schema and rows with those of a database in which psql has run the files. */
    private static void assertIsAsAfterPsql(TestDatabase database, Path folder, TestDatabase other) throws Exception {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "psql"))),
                "psql is not installed");
        for (Path file : upFiles(folder)) {
            psql(other, file);
        }

        assertThat(DriftText.of(SchemaComparison.between(schema(other), schema(database))))
                .isEmpty();
        assertThat(rows(database)).isEqualTo(rows(other)).isNotEmpty();
    }

    private static List<Path> upFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".up.sql"))
                    .sorted(Comparator.comparingLong(
                            file -> Long.parseLong(file.getFileName().toString().split("_")[0])))
                    .toList();
        }
    }

    private static void psql(TestDatabase database, Path file) throws Exception {
        List<String> command = new ArrayList<>(List.of("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"));
        if (!Files.readString(file).contains("CONCURRENTLY")) {
            command.add("-1");
        }
        command.addAll(List.of("-f", file.toString()));
        ProcessBuilder psql = new ProcessBuilder(command).redirectErrorStream(true);
        psql.environment().put("PGHOST", "localhost");
        psql.environment().put("PGPORT", "" + database.port());
        psql.environment().put("PGDATABASE", database.name());
        psql.environment().put("PGUSER", database.username());
        psql.environment().put("PGPASSWORD", database.password());
        Process process = psql.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(file + ": " + output).isZero();
    }

    private static Schema schema(TestDatabase database) {
        return Snapshots.of(Migrator.builder().dataSource(database.dataSource()).build())
                .live();
    }

    private static List<String> rows(TestDatabase database) {
        List<String> tables = database.query(
                "SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                        + NOT_OURS + " ORDER BY relname");
        return tables.stream()
                .map(table -> table + " "
                        + database.query("SELECT string_agg(t::text, E'\\n' ORDER BY t::text) FROM " + table + " t"))
                .toList();
    }
}
