package io.github.appliedset.test;

import static io.github.appliedset.test.MigrationsAssert.assertThatMigrations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.adoption.LegacyTool;
import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.migrator.JavaMigration;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest
@KeepsSessions
class MigrationsAssertTests {

    private MigrationFolder files;
    private TestDatabase database;
    private Migrator migrator;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        this.files = new MigrationFolder(folder)
                .with("1_a.up.sql", "CREATE TABLE public.a (id int PRIMARY KEY);")
                .with("1_a.down.sql", "DROP TABLE public.a;")
                .with("2_b.up.sql", "CREATE INDEX CONCURRENTLY a_id ON public.a (id);")
                .with("2_b.down.sql", "DROP INDEX CONCURRENTLY public.a_id;");
        this.migrator = Migrator.builder()
                .dataSource(database.superuser())
                .locations(this.files.location())
                .build();
    }

    private static void assertFails(ThrowingCallable assertion, String... fragments) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(assertion)
                .satisfies(error -> assertThat(error.getMessage()).contains(fragments));
    }

    private void assertThatNothingIsLeft() {
        assertThat(this.database.query("SELECT datname FROM pg_database WHERE datname LIKE 'applied_set_scratch%'"))
                .isEmpty();
        assertThat(this.database.hasTable("public.a")).isFalse();
    }

    @Test
    void passesForFilesThatRunAndUndo() {
        assertThatMigrations(this.migrator).runOnAnEmptyDatabase().areUndoneByTheirDownFiles();

        assertThatNothingIsLeft();
    }

    @Test
    void runsWaitingMigrationsAfterTheirPrerequisites() {
        this.files
                .with("3_d.up.sql", "-- applied-set: after=4_c\nALTER TABLE public.c ADD n int;")
                .with("3_d.down.sql", "ALTER TABLE public.c DROP n;")
                .with("4_c.up.sql", "CREATE TABLE public.c (id int);")
                .with("4_c.down.sql", "DROP TABLE public.c;");

        assertThatMigrations(this.migrator)
                .runOnAnEmptyDatabase()
                .areUndoneByTheirDownFiles()
                .blockNobody();
    }

    @Test
    void repeatableMigrationsRunAfterTheVersions(@TempDir Path snapshot) {
        this.files
                .with("3_c.up.sql", "-- applied-set: repeats=ids\nSELECT 1;")
                .with("ids.repeatable.sql", "CREATE OR REPLACE VIEW public.ids AS SELECT id FROM public.a;");
        assertThatMigrations(this.migrator).runOnAnEmptyDatabase();
        Snapshots snapshots = Snapshots.of(this.migrator);
        snapshots.save(snapshot, snapshots.fromMigrations());
        assertThatMigrations(this.migrator).produceTheCommittedSnapshot(snapshot);
        assertFails(() -> assertThatMigrations(this.migrator).areAllApplied(), "repeatable, and not current: ids");
        this.migrator.migrate();
        assertThatMigrations(this.migrator).areAllApplied();
        assertThat(snapshots.compare(snapshot, snapshots.live()).isEmpty())
                .as("the tables of the tracker are not in it, and the view is")
                .isTrue();
        assertThat(this.database.hasTable("public.ids")).isTrue();

        this.files.with("4_d.up.sql", "CREATE TABLE public.d AS SELECT id FROM public.ids;");
        assertFails(
                () -> assertThatMigrations(this.migrator).runOnAnEmptyDatabase(),
                "4_d reads public.ids, which repeatable migration ids makes: repeatable migrations run after all versions");
    }

    @Test
    void migrationsOfTheDefaultLocationAreFoundByTheDataSource() {
        assertFails(
                () -> assertThatMigrations(this.database.superuser()).runOnAnEmptyDatabase(), "classpath:db/migration");
    }

    @Test
    void fileThatDoesNotRunFails() {
        this.files.with("3_c.up.sql", "SELECT 1;\nSELECT nonsense;\n");

        assertFails(
                () -> assertThatMigrations(this.migrator).runOnAnEmptyDatabase(),
                "The migrations fail on an empty database.",
                "3_c.up.sql, line 2, column 8",
                "column \"nonsense\" does not exist");
        assertThatNothingIsLeft();
    }

    @Test
    void baselineIsRunOnAnEmptyDatabase() {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int PRIMARY KEY); SELECT nonsense;");
        Migrator baselined = this.migrator.toBuilder().baselineVersion(2L).build();

        assertFails(
                () -> assertThatMigrations(baselined).runOnAnEmptyDatabase(),
                "1_a.up.sql",
                "column \"nonsense\" does not exist");
        assertThatNothingIsLeft();
    }

    @Test
    void baselineIsUndoneByItsDownFiles() {
        this.files.with("1_a.down.sql", "SELECT 1;");
        Migrator baselined = this.migrator.toBuilder().baselineVersion(2L).build();

        assertFails(
                () -> assertThatMigrations(baselined).areUndoneByTheirDownFiles(),
                "1_a: after its down file",
                "+ table public.a");
    }

    @Test
    void adoptedMigrationsRunOnAnEmptyDatabase() {
        Migrator adopting =
                this.migrator.toBuilder().legacy(LegacyTool.FLYWAY, null).build();

        assertThatMigrations(adopting).runOnAnEmptyDatabase().areUndoneByTheirDownFiles();

        assertThatNothingIsLeft();
    }

    @Test
    void snapshotOfABaselinedDatabaseHoldsTheBaseline() {
        this.database.executeAsSuperuser("CREATE TABLE public.a (id int PRIMARY KEY)");
        Migrator baselined = this.migrator.toBuilder().baselineVersion(1L).build();
        baselined.migrate();

        Snapshots snapshots = Snapshots.of(baselined);

        assertThat(snapshots.fromMigrations().objects().keySet())
                .isEqualTo(snapshots.live().objects().keySet());
    }

    @Test
    void comparesAppliedMigrationsWithFiles() {
        this.migrator.migrate();
        assertThatMigrations(this.migrator).areAllApplied();

        this.files.with("3_c.up.sql", "SELECT 1;");
        this.database.executeAsSuperuser(
                "INSERT INTO public.applied_migrations VALUES (9, 'gone')",
                "UPDATE public.applied_migrations SET checksum = 'other' WHERE version = 1",
                "UPDATE public.applied_migrations SET name = 'other' WHERE version = 2");

        assertFails(
                () -> assertThatMigrations(this.migrator).areAllApplied(),
                "pending: 3_c",
                "applied, but not on disk: 9_gone",
                "Version 2 was applied as 'other'",
                "Migration 1_a was edited");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CREATE TABLE public.c (id int)                    | SELECT 1                           | + table public.c
            ALTER TABLE public.a ADD x text DEFAULT 'y'       | ALTER TABLE public.a ALTER x DROP DEFAULT | + column public.a.x
            ALTER TABLE public.a ADD CHECK (id > 0)           | SELECT 1                           | + constraint public.a.a_id_check: not expected (CHECK ((id > 0)))
            CREATE VIEW public.v AS SELECT 1 AS one           | SELECT 1                           | + view public.v
            CREATE TYPE public.mood AS ENUM ('a', 'b')        | SELECT 1                           | + enum public.mood
            CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1' | SELECT 1           | + function public.f(): not expected (CREATE OR REPLACE FUNCTION public.f()
            CREATE SCHEMA s                                   | SELECT 1                           | + schema s
            COMMENT ON TABLE public.a IS 'x'                  | SELECT 1                           | ~ table public.a: comment: expected nothing, found x
            GRANT SELECT ON public.a TO PUBLIC                | REVOKE SELECT ON public.a FROM PUBLIC; DROP INDEX public.a_id | - index public.a.a_id: missing (CREATE INDEX a_id
            CREATE SEQUENCE public.q INCREMENT 5              | SELECT 1                           | + sequence public.q
            ALTER TABLE public.a ENABLE ROW LEVEL SECURITY    | SELECT 1                           | ~ table public.a: rowSecurity: expected nothing, found true
            """)
    void reportsObjectsADownFileLeavesOrDrops(String up, String down, String difference) {
        this.files.with("3_c.up.sql", up + ";").with("3_c.down.sql", down + ";");

        assertFails(
                () -> assertThatMigrations(this.migrator).areUndoneByTheirDownFiles(),
                "3_c: after its down file the database is different",
                "3_c.down.sql",
                difference);
        assertThatNothingIsLeft();
    }

    @Test
    void everyMigrationThatIsNotUndoneIsNamed() {
        this.files
                .with("3_no_down.up.sql", "SELECT 1;")
                .with("4_fails.up.sql", "SELECT 1;")
                .with("4_fails.down.sql", "SELECT nonsense;")
                .with("5_leaves.up.sql", "CREATE TABLE public.e (id int);")
                .with("5_leaves.down.sql", "SELECT 1;")
                .with(
                        "6_once.up.sql",
                        "CREATE TABLE IF NOT EXISTS public.g (id int); INSERT INTO public.g VALUES (1);"
                                + " CREATE UNIQUE INDEX ON public.g (id);")
                .with("6_once.down.sql", "DROP TABLE public.g;");

        assertFails(
                () -> assertThatMigrations(this.migrator).areUndoneByTheirDownFiles(),
                "Not tried, because they have no down file: 3_no_down",
                "4_fails cannot be rolled back:",
                "column \"nonsense\" does not exist",
                "5_leaves: after its down file the database is different",
                "+ table public.e");
        assertFails(
                () -> assertThatMigrations(this.migrator).areUndoneByTheirDownFilesExcept(4, 7),
                "version 7 is excepted, but not on disk");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThatMigrations(this.migrator).areUndoneByTheirDownFilesExcept(4))
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("4_fails", "6_once", "2_b"));
        assertThatNothingIsLeft();
    }

    @Test
    void upFileThatDoesNotRunTwiceIsFound() {
        this.files
                .with("3_c.up.sql", "CREATE ROLE only_once_" + this.database.name() + ";")
                .with("3_c.down.sql", "SELECT 1;");
        try {
            assertFails(
                    () -> assertThatMigrations(this.migrator).areUndoneByTheirDownFiles(),
                    "3_c does not run again after its down file:",
                    "already exists");
        } finally {
            this.database.executeAsSuperuser("DROP ROLE only_once_" + this.database.name());
        }
    }

    @Test
    void migrationInJavaNeedsNoUndoEither() {
        JavaMigration java = new JavaMigration() {
            @Override
            public long version() {
                return 3;
            }

            @Override
            public String name() {
                return "in_java";
            }

            @Override
            public void migrate(Connection connection) {}
        };
        Migrator withJava =
                this.migrator.toBuilder().javaMigrations(List.of(java)).build();

        assertThatMigrations(withJava).areUndoneByTheirDownFiles();
        assertFails(
                () -> assertThatMigrations(withJava).haveDownFiles(), "These migrations have no down file: 3_in_java");
    }

    @Test
    void downFileIsOptionalUnlessAskedFor() {
        this.files.with("3_c.up.sql", "CREATE TABLE public.c (id int);").without("2_b.down.sql");

        assertThatMigrations(this.migrator).areUndoneByTheirDownFiles();

        assertFails(
                () -> assertThatMigrations(this.migrator).haveDownFiles(),
                "These migrations have no down file: 2_b, 3_c");
        assertThatNothingIsLeft();
    }

    @Test
    void committedSnapshotMatchesTheMigrations(@TempDir Path folder) {
        Path snapshot = folder.resolve("snapshot");
        Snapshots snapshots = Snapshots.of(this.migrator);
        snapshots.save(snapshot, snapshots.fromMigrations());

        assertThatMigrations(this.migrator).produceTheCommittedSnapshot(snapshot);

        assertThatNothingIsLeft();
        this.files.with("3_c.up.sql", "ALTER TABLE public.a ADD x text NOT NULL, ALTER id TYPE bigint;");
        assertFails(
                () -> assertThatMigrations(this.migrator).produceTheCommittedSnapshot(snapshot),
                "The migrations do not produce the schema of the snapshot in " + snapshot,
                "+ column public.a.x: not expected (text)",
                "~ column public.a.id: type: expected integer, found bigint",
                "-Dapplied-set.snapshot.update=true");
        System.setProperty("applied-set.snapshot.update", "true");
        try {
            assertThatMigrations(this.migrator).produceTheCommittedSnapshot(snapshot);
        } finally {
            System.clearProperty("applied-set.snapshot.update");
        }
        assertThatMigrations(this.migrator).produceTheCommittedSnapshot(snapshot);
    }

    @Test
    void missingSnapshotIsAnEmptyOne(@TempDir Path folder) {
        assertFails(
                () -> assertThatMigrations(this.migrator).produceTheCommittedSnapshot(folder.resolve("none")),
                "+ schema public: not expected, with 4 objects in it");
        assertFails(
                () -> assertThatMigrations(this.migrator).produceTheCommittedSnapshot(),
                "src/main/resources/db/snapshot");
    }

    @Test
    void explainsTheMissingRightToCreateADatabase() {
        Migrator asOwner =
                this.migrator.toBuilder().dataSource(this.database.dataSource()).build();

        assertFails(
                () -> assertThatMigrations(asOwner).runOnAnEmptyDatabase(),
                "permission denied to create database",
                "ALTER ROLE ... CREATEDB");
    }
}
