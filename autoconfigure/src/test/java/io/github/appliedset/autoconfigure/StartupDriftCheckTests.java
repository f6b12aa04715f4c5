package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.migration.SchemaDriftException;
import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class StartupDriftCheckTests {

    private Path classes;
    private MigrationFolder files;
    private TestDatabase database;
    private ApplicationContextRunner application;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) throws IOException {
        this.database = database;
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " CREATEDB");
        this.classes = Files.createDirectories(folder.resolve("classes"));
        this.files = new MigrationFolder(folder)
                .with("1_a.up.sql", "CREATE TABLE public.a (id integer PRIMARY KEY, name varchar(80), note text);");
        URL[] classPath = {this.classes.toUri().toURL()};
        this.application = new ApplicationContextRunner()
                .withClassLoader(new URLClassLoader(classPath, getClass().getClassLoader()))
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withPropertyValues(database.properties())
                .withPropertyValues("applied-set.locations=" + this.files.location());
    }

    private Migrator migrator() {
        return Migrator.builder()
                .dataSource(this.database.dataSource())
                .locations(this.files.location())
                .build();
    }

    private void takeSnapshot(String folder) {
        Snapshots snapshots = Snapshots.of(migrator());
        snapshots.save(this.classes.resolve(folder), snapshots.fromMigrations());
    }

    @Test
    void schemaOfTheMigrationsIsVerified(CapturedOutput output) {
        takeSnapshot("db/snapshot");

        this.application.withPropertyValues("applied-set.drift.mode=fail").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output).contains("public.applied_migrations: no schema drift in 6 objects");
        });
    }

    @Test
    void nextStartReportsManualChanges(CapturedOutput output) {
        takeSnapshot("db/snapshot");
        migrator().migrate();
        this.database.execute(
                "ALTER TABLE public.a ALTER name TYPE text, DROP COLUMN note, ADD extra integer",
                "CREATE INDEX by_name ON public.a (name)");

        this.application.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output)
                    .contains("schema drift in 4 objects (expected: db/snapshot of PostgreSQL")
                    .contains("~ column public.a.name: type: expected character varying(80), found text")
                    .contains("- column public.a.note: missing (text)")
                    .contains("+ column public.a.extra: not expected (integer)")
                    .contains(
                            "+ index public.a.by_name: not expected (CREATE INDEX by_name ON public.a USING btree (name))");
        });
    }

    /** It stays in the database after the adoption, and no migration has made it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    golang-migrate | version bigint PRIMARY KEY, dirty boolean NOT NULL | 1, false
                    dbmate         | version varchar(128) PRIMARY KEY                   | '1'
                    """)
    void historyTableOfAnAdoptedToolIsNotDrift(String tool, String columns, String row, CapturedOutput output) {
        takeSnapshot("db/snapshot");
        this.database.execute(
                "CREATE TABLE public.a (id integer PRIMARY KEY, name varchar(80), note text)",
                "CREATE TABLE public.\"What Ran\" (" + columns + ")",
                "INSERT INTO public.\"What Ran\" VALUES (" + row + ")");

        this.application
                .withPropertyValues(
                        "applied-set.drift.mode=fail",
                        "applied-set.legacy.tool=" + tool,
                        "applied-set.legacy.table=public.\"What Ran\"")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(output).contains("public.applied_migrations: no schema drift in 6 objects");
                });
        assertThat(this.database.applied()).containsExactly("1_a");
    }

    @Test
    void modeFailPreventsTheStartAndModeOffDoesNotCheck(CapturedOutput output) {
        takeSnapshot("db/snapshot");
        migrator().migrate();
        this.database.execute("ALTER TABLE public.a ALTER name TYPE text");

        this.application
                .withPropertyValues("applied-set.drift.mode=off")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("schema drift in");
        this.application
                .withPropertyValues("applied-set.drift.mode=fail")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(SchemaDriftException.class)
                        .hasMessageContaining(
                                "~ column public.a.name: type: expected character varying(80), found text")
                        .hasMessageContaining("docs/reference/errors.md#schema-drift"));
    }

    /** An edit that is let through changes no rows: the schema must be that of the snapshot all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"warn", "ignore"})
    void toleratedEditKeepsTheDriftCheck(String mismatch, CapturedOutput output) {
        migrator().migrate();
        this.files.with(
                "1_a.up.sql",
                "-- Edited.\nCREATE TABLE public.a (id integer PRIMARY KEY, name varchar(80), note text);");
        takeSnapshot("db/snapshot");
        ApplicationContextRunner guarded = this.application.withPropertyValues(
                "applied-set.drift.mode=fail", "applied-set.checksum-mismatch=" + mismatch);

        guarded.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output).contains("public.applied_migrations: no schema drift in 6 objects");
        });
        this.database.execute("ALTER TABLE public.a ALTER name TYPE text");
        guarded.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(SchemaDriftException.class)
                .hasMessageContaining("~ column public.a.name: type: expected character varying(80), found text"));
    }

    @Test
    void driftNamesTheFilesThatWereEditedSinceTheyRan() {
        migrator().migrate();
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id integer PRIMARY KEY, name text, note text);");
        takeSnapshot("db/snapshot");

        this.application
                .withPropertyValues("applied-set.drift.mode=fail", "applied-set.checksum-mismatch=ignore")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(SchemaDriftException.class)
                        .hasMessageContaining(
                                "~ column public.a.name: type: expected text, found character varying(80)")
                        .hasMessageContaining("1_a was edited after it was applied"));
    }

    @Test
    void oneObjectIsCountedInTheSingular(CapturedOutput output) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        takeSnapshot("db/snapshot");

        this.application.run(context -> assertThat(output.toString().lines())
                .anyMatch(line -> line.endsWith("public.applied_migrations: no schema drift in 1 object")));
    }

    @Test
    void orderOfColumnsIsNoDrift(CapturedOutput output) {
        takeSnapshot("db/snapshot");
        migrator().migrate();
        this.database.execute("ALTER TABLE public.a DROP COLUMN name", "ALTER TABLE public.a ADD name varchar(80)");

        this.application.withPropertyValues("applied-set.drift.mode=fail").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output).contains("6 objects; tables with a different column order: 1");
        });
    }

    @Test
    void whatIsNotComparedIsCounted(CapturedOutput output) {
        this.database.executeAsSuperuser("CREATE FOREIGN DATA WRAPPER w", "CREATE SERVER s FOREIGN DATA WRAPPER w");
        migrator().migrate();
        Snapshots snapshots = Snapshots.of(migrator());
        snapshots.save(this.classes.resolve("db/snapshot"), snapshots.live());
        this.database.executeAsSuperuser(
                "CREATE USER MAPPING FOR PUBLIC SERVER s", "CREATE USER MAPPING FOR CURRENT_USER SERVER s");

        this.application.withPropertyValues("applied-set.drift.mode=fail").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output).contains("no schema drift in 8 objects; 2 user mappings are not compared");
        });
    }

    @Test
    void orderOfColumnsCanBeDriftOrNotEvenMentioned(CapturedOutput output) {
        takeSnapshot("db/snapshot");
        migrator().migrate();
        this.database.execute("ALTER TABLE public.a DROP COLUMN name", "ALTER TABLE public.a ADD name varchar(80)");

        this.application
                .withPropertyValues("applied-set.drift.mode=fail", "applied-set.drift.order=fail")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(SchemaDriftException.class)
                        .hasMessageContaining(
                                "~ table public.a: columns: expected [id, name, note], found [id, note, name]"));
        this.application.withPropertyValues("applied-set.drift.order=ignore").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output).contains("no schema drift in 6 objects").doesNotContain("different column order");
        });
    }

    @Test
    void comparesOnlyWhatTheSnapshotCovers(CapturedOutput output) throws IOException {
        takeSnapshot("db/snapshot");
        Path header = this.classes.resolve("db/snapshot/snapshot.json");
        Files.writeString(
                header,
                Files.readString(header)
                        .replace(
                                "\n}",
                                ",\n\"details\": [\"owners\", \"grants\"],\n\"exclude\": [\"table public.tmp_*\", \"index *.name\"]\n}"));
        Snapshots snapshots = Snapshots.of(migrator());
        Path folder = this.classes.resolve("db/snapshot");
        snapshots.save(folder, snapshots.fromMigrations(snapshots.coverage(folder)));
        migrator().migrate();
        this.database.execute(
                "CREATE TABLE public.tmp_1 (id integer)",
                "CREATE INDEX name ON public.a (name)",
                "GRANT SELECT ON public.a TO PUBLIC");
        this.database.executeAsSuperuser("ALTER TABLE public.a OWNER TO CURRENT_USER");

        this.application.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output)
                    .contains("schema drift in 1 object ")
                    .contains("~ table public.a: owner: expected " + this.database.username() + ", found ")
                    .contains("~ table public.a: grants: expected nothing, found [");
        });
    }

    @Test
    void previousReleaseStartsOnANewerDatabase(CapturedOutput output) {
        takeSnapshot("db/snapshot");
        this.files
                .with("2_b.up.sql", "ALTER TABLE public.a DROP COLUMN note;")
                .with("3_c.up.sql", "CREATE TABLE public.c (id integer);");
        migrator().migrate();
        this.files.without("2_b.up.sql").without("3_c.up.sql");

        this.application.withPropertyValues("applied-set.drift.mode=fail").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output)
                    .containsPattern("WARN.*: schema drift not checked, though applied-set.drift.mode is fail:"
                            + " the database is ahead by 2 \\(2_b, 3_c\\)");
        });
    }

    @Test
    void unfinishedMigrationOfAnotherReleaseIsNoDrift(CapturedOutput output) {
        takeSnapshot("db/snapshot");
        migrator().migrate();
        this.database.execute(
                "CREATE TABLE public.applied_migrations_unfinished (version bigint)",
                "INSERT INTO public.applied_migrations_unfinished VALUES (9)",
                "GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC");

        this.application.withPropertyValues("applied-set.drift.mode=fail").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output)
                    .contains("schema drift not checked, though applied-set.drift.mode is fail:"
                            + " a non-transactional migration has started");
        });
    }

    @Test
    void missingSnapshotIsReportedInModeFailOnly(CapturedOutput output) {
        this.application.run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("schema drift not checked", "schema drift in");

        this.application
                .withPropertyValues("applied-set.drift.mode=fail")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).contains("neither classpath:db/snapshot.json nor", "Nothing was compared");
    }

    @Test
    void brokenSnapshotStopsOnlyModeFail(CapturedOutput output) throws IOException {
        takeSnapshot("db/snapshot");
        Files.writeString(this.classes.resolve("db/snapshot/schemas/public/schema.json"), "{\n<<<<<<< HEAD\n");

        this.application.run(context -> assertThat(context).hasNotFailed());
        assertThat(output).contains("schema drift not checked").contains("schema.json:2: unresolved merge conflict");
        this.application
                .withPropertyValues("applied-set.drift.mode=fail")
                .run(context -> assertThat(context).getFailure().rootCause().isInstanceOf(SnapshotException.class));
    }

    /** The other one's tracker is there from the second start on, with what lies beside it. */
    @ParameterizedTest
    @CsvSource({"public,reports_history", "reporting,applied_migrations"})
    void tablesOfAnotherMigratorAreNoDrift(String schema, String table, @TempDir Path folder, CapturedOutput output)
            throws IOException {
        takeSnapshot("db/snapshot-main");
        MigrationFolder reports =
                new MigrationFolder(folder).with("1_r.up.sql", "SELECT 1;").with("r.repeatable.sql", "SELECT 1;");
        ApplicationContextRunner both = this.application.withPropertyValues(
                "applied-set.migrators.main.drift.mode=fail",
                "applied-set.migrators.reports.locations=" + reports.location(),
                "applied-set.migrators.reports.schema=" + schema,
                "applied-set.migrators.reports.table=" + table);

        both.run(context -> assertThat(context).hasNotFailed());
        assertThat(this.database.hasTable(schema + "." + table)).isTrue();
        assertThat(this.database.hasTable(schema + "." + table + "_repeatable")).isTrue();
        both.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output.toString().split("public.applied_migrations: no schema drift in 6 objects"))
                    .hasSize(3);
        });
    }

    @Test
    void eachInstanceHasASnapshotOfItsOwn(CapturedOutput output) {
        takeSnapshot("db/snapshot-main");

        this.application
                .withPropertyValues(
                        Stream.of("applied-set.migrators.main.drift.mode=fail").toArray(String[]::new))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(output).contains("no schema drift in 6 objects");
                });
    }
}
