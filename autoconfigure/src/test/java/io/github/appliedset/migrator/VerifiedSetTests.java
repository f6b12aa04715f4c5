package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.source.ResourceMigrationSource;
import io.github.appliedset.support.RecordingDataSource;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Tampering;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.DefaultResourceLoader;

/** What a start leaves out because the database knows what it would find, and when it does not. */
@ExtendWith(OutputCaptureExtension.class)
@KeepsSessions
class VerifiedSetTests extends MigratorTestSupport {

    private static final Instant LONG_AGO = Instant.parse("2020-01-01T10:00:00Z");
    private static final String NOTES = "SELECT files FROM public.applied_migrations_verified";

    private TestDatabase database;
    private int written;

    /** Makes the database that all tests of this class use. */
    @BeforeAll
    static void createDatabase(TestDatabase database) {
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @BeforeEach
    void writeFiles(TestDatabase database) {
        this.database = database;
        database.executeAsSuperuser(
                "SET default_transaction_read_only = off",
                "ALTER DATABASE " + database.name() + " RESET default_transaction_read_only");
        database.execute(
                "DROP SCHEMA IF EXISTS copy_of_" + database.name() + " CASCADE",
                "DROP VIEW IF EXISTS public.v",
                "DROP TABLE IF EXISTS public.applied_migrations, public.applied_migrations_repeatable",
                "DROP COLLATION IF EXISTS public.careless",
                "DO $$ BEGIN EXECUTE (SELECT 'DROP ' || CASE relkind WHEN 'v' THEN 'VIEW ' ELSE 'TABLE ' END || oid::regclass"
                        + " FROM pg_class WHERE relname = 'applied_migrations_verified' AND relnamespace = 'public'::regnamespace);"
                        + " EXCEPTION WHEN null_value_not_allowed THEN NULL; END $$");
        write("1_a.up.sql", "SELECT 'aaa';");
        write("2_b.up.sql", "SELECT 'bbb';");
    }

    /** Each file has a time of its own. */
    private void write(String name, String content) {
        this.files.with(name, content);
        setTime(name, LONG_AGO.plusSeconds(this.written++));
    }

    private void setTime(String name, Instant time) {
        try {
            Files.setLastModifiedTime(this.files.path().resolve(name), FileTime.from(time));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Different content of the same length and with the same time: only somebody who reads the file can notice. */
    private void editUnseen(String name) {
        Path file = this.files.path().resolve(name);
        try {
            FileTime before = Files.getLastModifiedTime(file);
            Files.writeString(file, Files.readString(file).replaceAll("[a-z]{3}", "xyz"));
            Files.setLastModifiedTime(file, before);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Migrator.Builder migrator() {
        return migrator(this.database).orphans(ConflictPolicy.FAIL);
    }

    private List<String> notes() {
        return this.database.query(NOTES);
    }

    /** A start as Spring Boot does it. */
    private MigrationReport start() {
        Migrator migrator = migrator().build();
        MigrationReport report = migrator.migrateForStart();
        migrator.requireApplied(report);
        migrator.noteWhatIsApplied();
        return report;
    }

    private void conflictIsFound() {
        assertThatThrownBy(this::start).isInstanceOf(MigrationConflictException.class);
    }

    private static List<String> anchors(MigrationConflictException refused) {
        return refused.conflicts().stream().map(MigrationConflict::anchor).toList();
    }

    @Test
    void filesAreNotReadAgainIfFilesAndRowsAreTheSame() {
        migrator().build().migrate();
        assertThat(notes()).hasSize(1);
        editUnseen("1_a.up.sql");
        RecordingDataSource recording = new RecordingDataSource(this.database.dataSource());
        Migrator migrator = migrator().dataSource(recording).build();

        MigrationReport report = migrator.migrateForStart();
        AppliedCounts counts = migrator.requireApplied(report);

        assertThat(report.onDisk().size()).isEqualTo(2);
        assertThat(report.applied()).isEmpty();
        assertThat(report.orphans()).isEmpty();
        assertThat(counts).isEqualTo(new AppliedCounts(2, List.of(), 0));
        assertThat(migrator.lastCounts()).hasValueSatisfying(last -> {
            assertThat(last.applied()).isEqualTo(2);
            assertThat(last.pending()).isZero();
        });
        assertThat(recording.statements()).hasSize(2);
        assertThat(recording.commitsAndRollbacks()).isZero();
        assertThat(migrator.hasSomethingToNote()).isFalse();
    }

    @Test
    void verifyReadsEveryFile() {
        migrator().build().migrate();
        editUnseen("1_a.up.sql");

        MigrationConflictException refused = catchThrowableOfType(
                MigrationConflictException.class, () -> migrator().build().verify());

        assertThat(anchors(refused)).containsExactly("changed-migration");
    }

    @Test
    void startThatComparedEverythingNotesItOnce() {
        migrator().build().migrateForStart();
        assertThat(this.database.hasTable("public.applied_migrations_verified")).isFalse();

        start();
        assertThat(notes()).hasSize(1);
        this.database.execute("UPDATE public.applied_migrations_verified SET verified_at = '2020-01-01'");
        start();

        assertThat(this.database.query("SELECT verified_at::date FROM public.applied_migrations_verified"))
                .containsExactly("2020-01-01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"time", "size", "name", "missing"})
    void changedFileIsCompared(String change) {
        migrator().build().migrate();
        switch (change) {
            case "time" -> {
                editUnseen("1_a.up.sql");
                setTime("1_a.up.sql", LONG_AGO.plusSeconds(50));
            }
            case "size" -> {
                this.files.with("1_a.up.sql", "SELECT 'another';");
                setTime("1_a.up.sql", LONG_AGO);
            }
            case "name" -> this.files.renamed("1_a.up.sql", "1_b.up.sql");
            default -> this.files.without("1_a.up.sql");
        }

        conflictIsFound();
        conflictIsFound();
        assertThat(notes()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE t SET checksum = repeat('0', 64) WHERE version = 1",
                "UPDATE t SET checksum = '' WHERE version = 1",
                "UPDATE t SET name = 'A' WHERE version = 1",
                "UPDATE t SET checksum = (SELECT o.checksum FROM t o WHERE o.version = 3 - t.version)",
                "UPDATE t SET checksum = NULL, name = 'c' WHERE version = 2"
            })
    void rowChangedByHandIsCompared(String change) {
        migrator().build().migrate();

        this.database.execute(change.replace("UPDATE t ", "UPDATE public.applied_migrations t ")
                .replace("FROM t o ", "FROM public.applied_migrations o "));

        conflictIsFound();
    }

    @Test
    void rowAddedByHandIsAnOrphan() {
        migrator().build().migrate();
        this.database.execute("INSERT INTO public.applied_migrations (version, name) VALUES (3, 'c')");

        conflictIsFound();
    }

    @Test
    void removedRowIsAppliedAgain() {
        migrator().build().migrate();
        this.database.execute("DELETE FROM public.applied_migrations WHERE version = 2");

        assertThat(labels(start())).containsExactly("2_b");
        assertThat(labels(start())).isEmpty();
    }

    @Test
    void namesAreComparedByteByByteWhateverTheCollation() {
        migrator().build().migrate();
        this.database.execute(
                "CREATE COLLATION public.careless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "ALTER TABLE public.applied_migrations ALTER name TYPE text COLLATE public.careless",
                "UPDATE public.applied_migrations SET name = 'A' WHERE version = 1");

        conflictIsFound();
    }

    @Test
    void rowWithoutATimeIsStillAnError() {
        migrator().build().migrate();
        this.database.execute(
                "ALTER TABLE public.applied_migrations ALTER applied_at DROP NOT NULL",
                "UPDATE public.applied_migrations SET applied_at = NULL WHERE version = 1");

        assertThatThrownBy(this::start).isInstanceOf(TrackerException.class).hasMessageContaining("no applied_at");
    }

    @ParameterizedTest
    @ValueSource(strings = {"equal", "mostly equal", "ancient", "now"})
    void ignoresUnreliableTimes(String times) {
        switch (times) {
            case "equal" -> {
                setTime("1_a.up.sql", LONG_AGO);
                setTime("2_b.up.sql", LONG_AGO);
            }
            case "mostly equal" -> {
                write("3_c.up.sql", "SELECT 'ccc';");
                setTime("1_a.up.sql", LONG_AGO);
                setTime("2_b.up.sql", LONG_AGO);
            }
            case "ancient" -> setTime("1_a.up.sql", Instant.parse("1980-02-01T00:00:00Z"));
            default -> setTime("1_a.up.sql", Instant.now().plusSeconds(30));
        }
        start();
        start();
        editUnseen("1_a.up.sql");

        assertThat(this.database.hasTable("public.applied_migrations_verified")).isFalse();
        conflictIsFound();
    }

    @Test
    void severalBuildsAreRememberedAndNotTooMany() throws IOException {
        migrator().build().migrate();
        setTime("1_a.up.sql", LONG_AGO.plusSeconds(100));
        start();
        assertThat(notes()).hasSize(2);
        Migrator first = migrator().build();
        setTime("1_a.up.sql", LONG_AGO);

        first.migrateForStart();
        assertThat(first.hasSomethingToNote()).isFalse();
        for (int build = 0; build < 22; build++) {
            setTime("1_a.up.sql", LONG_AGO.plusSeconds(200 + build));
            start();
        }

        assertThat(notes()).hasSize(20);
    }

    @Test
    void toleratedDifferencesAreWarnedOfAtEachStart(CapturedOutput output) {
        migrator().build().migrate();
        this.files.with("1_a.up.sql", "SELECT 'another';");
        setTime("1_a.up.sql", LONG_AGO);

        for (int start = 1; start <= 3; start++) {
            Migrator migrator = migrator().checksumMismatch(ConflictPolicy.WARN).build();
            migrator.migrateForStart();
            assertThat(migrator.hasSomethingToNote()).isFalse();
            assertThat(output.toString().split("#changed-migration", -1).length).isEqualTo(start + 1);
        }
        Migrator careless = migrator().checksumMismatch(ConflictPolicy.IGNORE).build();
        careless.migrateForStart();
        assertThat(careless.hasSomethingToNote()).isFalse();
        conflictIsFound();
    }

    @Test
    void toleratedOrphanIsNeverNoted() {
        migrator().build().migrate();
        this.files.without("2_b.up.sql");
        Migrator migrator = migrator().orphans(ConflictPolicy.IGNORE).build();

        MigrationReport report = migrator.migrateForStart();

        assertThat(report.orphans().size()).isEqualTo(1);
        assertThat(migrator.hasSomethingToNote()).isFalse();
    }

    /** By somebody who is faster than the lock. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE public.applied_migrations SET name = 'other' WHERE version = 1",
                "UPDATE public.applied_migrations SET checksum = repeat('0', 64) WHERE version = 1",
                "INSERT INTO public.applied_migrations (version, name) VALUES (7, 'g')",
                "DELETE FROM public.applied_migrations WHERE version = 1; INSERT INTO public.applied_migrations (version, name)"
                        + " VALUES (7, 'g')"
            })
    void rowThatChangesBeforeTheLockIsNoticed(String change) {
        migrator().build().migrate();
        write("3_c.up.sql", "SELECT 'ccc';");
        AtomicBoolean changed = new AtomicBoolean();
        try (FaultProxy proxy = FaultProxy.inFrontOf(this.database.port())) {
            proxy.tamper(new Tampering() {
                @Override
                public String sql(String sql) {
                    if (sql.contains("pg_try_advisory_xact_lock") && changed.compareAndSet(false, true)) {
                        VerifiedSetTests.this.database.execute(change);
                    }
                    return sql;
                }
            });
            assertThatThrownBy(() -> migrator()
                            .dataSource(this.database.dataSourceAt(proxy.port()))
                            .build()
                            .migrate())
                    .isInstanceOf(MigrationConflictException.class);
        }
        assertThat(changed).isTrue();
        assertThat(this.database.applied()).doesNotContain("3_c");
    }

    @Test
    void onlyTheRowOfWhatWasAppliedIsReadAgain() {
        migrator().build().migrate();
        write("3_c.up.sql", "SELECT 'ccc';");
        RecordingDataSource recording = new RecordingDataSource(this.database.dataSource());
        Migrator migrator = migrator().dataSource(recording).build();

        migrator.requireApplied(migrator.migrateForStart());
        migrator.noteWhatIsApplied();

        assertThat(notes()).hasSize(2);
        assertThat(recording.statements())
                .noneMatch(sql -> sql.contains("; SELECT version, name, applied_at, checksum FROM"))
                .filteredOn(sql -> sql.contains("version OPERATOR(pg_catalog.=) ANY (CAST('{3}' AS bigint[]))"))
                .hasSize(1);
        editUnseen("3_c.up.sql");
        assertThat(labels(start())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE public.applied_migrations SET name = 'other' WHERE version = 1",
                "UPDATE public.applied_migrations SET checksum = repeat('0', 64) WHERE version = 3",
                "DELETE FROM public.applied_migrations WHERE version = 1",
                "INSERT INTO public.applied_migrations (version, name) VALUES (7, 'g')"
            })
    void rowThatChangesBehindTheRunIsNotNoted(String change) {
        migrator().build().migrate();
        write("3_c.up.sql", "SELECT 'ccc';");
        Migrator migrator = migrator().build();
        assertThat(labels(migrator.migrateForStart())).containsExactly("3_c");
        assertThat(migrator.hasSomethingToNote()).isTrue();

        this.database.execute(change);
        migrator.noteWhatIsApplied();

        assertThat(notes()).hasSize(1);
        assertThat(migrator.hasSomethingToNote()).isFalse();
    }

    @Test
    void comparesOnlyNewFilesIfTheRestIsKnown() {
        migrator().build().migrate();
        editUnseen("1_a.up.sql");
        write("3_c.up.sql", "SELECT 'ccc';");

        assertThat(labels(start())).containsExactly("3_c");
        assertThat(notes()).hasSize(2);

        write("4_d.up.sql", "SELECT 'ddd';");
        setTime("1_a.up.sql", LONG_AGO.plusSeconds(70));
        conflictIsFound();
    }

    @Test
    void eachFileIsAskedOnceForItsTimeAlsoIfOneIsNew() {
        AtomicInteger asked = new AtomicInteger();
        startWith(VersionSet.of(List.of(timed(1, asked), timed(2, asked))));
        asked.set(0);

        MigrationReport report = startWith(VersionSet.of(List.of(timed(1, asked), timed(2, asked), timed(3, asked))));

        assertThat(labels(report)).containsExactly("3_m");
        assertThat(asked).hasValue(3);
        assertThat(notes()).hasSize(2);
    }

    private MigrationReport startWith(VersionSet<Migration> onDisk) {
        Migrator migrator = Migrator.builder()
                .dataSource(this.database.dataSource())
                .source(() -> onDisk)
                .build();
        MigrationReport report = migrator.migrateForStart();
        migrator.noteWhatIsApplied();
        return report;
    }

    /** A migration that counts how often it is asked what stands for its file. */
    private static Migration timed(int version, AtomicInteger asked) {
        MigrationFile.Content content = new MigrationFile.Content() {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream("SELECT 1;".getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public MigrationFile.Evidence evidence() {
                asked.incrementAndGet();
                return new MigrationFile.Evidence("file", Integer.toString(version), LONG_AGO.plusSeconds(version));
            }
        };
        String path = version + "_m.up.sql";
        return new Migration(MigrationVersion.of(version), "m", new MigrationFile(path, path, content), null);
    }

    @Test
    void lateFileHasEverythingCompared() {
        write("4_d.up.sql", "SELECT 'ddd';");
        migrator().build().migrate();
        editUnseen("1_a.up.sql");
        write("3_c.up.sql", "SELECT 'ccc';");

        conflictIsFound();
    }

    @Test
    void repeatableThatIsDueRuns() {
        write("v.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS SELECT 1 AS one;");
        migrator().build().migrate();
        assertThat(notes()).hasSize(1);
        assertThat(start().repeated()).isEmpty();
        this.files.with("v.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS SELECT 2 AS one;");

        Migrator later = migrator().release(Instant.now()).build();

        assertThat(later.migrateForStart().repeated()).hasSize(1);
    }

    @Test
    void startThatReadsNoFileKnowsTheRepeatables() {
        write("v.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS SELECT 1 AS one;");
        migrator().build().migrate();
        editUnseen("1_a.up.sql");
        Migrator migrator = migrator().build();

        migrator.migrateForStart();

        assertThat(migrator.lastRepeatables()).isNotNull();
        assertThat(migrator.lastRepeatables().pending()).isEmpty();
    }

    @Test
    void rowsWithoutChecksumAndClassesAreKnownToo() {
        List<JavaMigration> code = List.of(new Code());
        migrator().javaMigrations(code).build().migrate();
        this.database.execute("UPDATE public.applied_migrations SET checksum = NULL WHERE version = 1");
        Migrator comparing = migrator().javaMigrations(code).build();
        comparing.migrateForStart();
        comparing.noteWhatIsApplied();

        editUnseen("2_b.up.sql");
        Migrator knowing = migrator().javaMigrations(code).build();

        assertThat(knowing.migrateForStart().applied()).isEmpty();
        assertThat(knowing.hasSomethingToNote()).isFalse();
    }

    private static final class Code implements JavaMigration {

        @Override
        public long version() {
            return 3;
        }

        @Override
        public String name() {
            return "code";
        }

        @Override
        public void migrate(Connection connection) {}
    }

    @Test
    void readingWritesNothing() {
        migrator().build().migrateForStart();

        migrator().build().verify();
        migrator().build().await(Duration.ZERO);
        migrator().build().dryRun();
        migrator().build().status();
        migrator().build().migrate();

        assertThat(this.database.hasTable("public.applied_migrations_verified")).isFalse();
    }

    @Test
    void tableOfAnotherRoleIsNeitherBelievedNorWritten() {
        migrator().build().migrate();
        String stranger = "stranger_" + this.database.name();
        this.database.executeAsSuperuser(
                "CREATE ROLE " + stranger,
                "ALTER TABLE public.applied_migrations_verified OWNER TO " + stranger,
                "GRANT ALL ON public.applied_migrations_verified TO PUBLIC");
        try {
            editUnseen("1_a.up.sql");
            conflictIsFound();
            this.files.with("1_a.up.sql", "SELECT 'aaa';");
            setTime("1_a.up.sql", LONG_AGO.plusSeconds(60));

            start();

            assertThat(notes()).hasSize(1);
        } finally {
            this.database.executeAsSuperuser("DROP OWNED BY " + stranger, "DROP ROLE " + stranger);
        }
    }

    @Test
    void roleThatMayOnlyReadTheTrackerComparesEverything() {
        migrator().build().migrate();
        String reader = "reader_" + this.database.name();
        this.database.executeAsSuperuser(
                "CREATE ROLE " + reader + " LOGIN PASSWORD 'low'",
                "GRANT SELECT ON public.applied_migrations TO " + reader);
        try {
            RecordingDataSource recording = new RecordingDataSource(this.database.dataSource(reader, "low"));
            Migrator migrator = migrator().dataSource(recording).build();
            migrator.migrateForStart();
            assertThat(recording.statements()).hasSize(1);
            migrator.noteWhatIsApplied();
            assertThat(recording.statements()).hasSize(2);
            editUnseen("1_a.up.sql");

            assertThatThrownBy(() -> migrator().dataSource(recording).build().migrateForStart())
                    .isInstanceOf(MigrationConflictException.class);
            assertThat(notes()).hasSize(1);
        } finally {
            this.database.executeAsSuperuser("DROP OWNED BY " + reader, "DROP ROLE " + reader);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE v RENAME files TO other",
                "ALTER TABLE v RENAME rows TO other",
                "DROP TABLE v; CREATE VIEW v AS SELECT 1/0 AS files, 'x' AS rows",
                "DROP TABLE v; CREATE TABLE v (a int)",
                "ALTER TABLE v ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
                "DROP TABLE v"
            })
    void malformedTableDoesNotPreventTheStart(String change) {
        migrator().build().migrate();
        this.database.execute(change.replaceAll("\\bv\\b", "public.applied_migrations_verified"));

        assertThat(start().applied()).isEmpty();
        editUnseen("1_a.up.sql");
        setTime("1_a.up.sql", LONG_AGO.plusSeconds(60));
        conflictIsFound();
    }

    @Test
    void lockedTableIsNotWaitedFor() throws SQLException {
        migrator().build().migrate();
        setTime("1_a.up.sql", LONG_AGO.plusSeconds(60));
        Migrator migrator = migrator().build();
        migrator.migrateForStart();
        try (Connection other = this.database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE public.applied_migrations_verified IN ACCESS EXCLUSIVE MODE");

            migrator.noteWhatIsApplied();

            assertThat(migrator.hasSomethingToNote()).isFalse();
            assertThat(migrator().build().migrateForStart().applied()).isEmpty();
        }
        assertThat(notes()).hasSize(1);
    }

    @Test
    void readOnlyDatabaseIsLeftAlone() {
        migrator().build().migrateForStart();
        this.database.executeAsSuperuser(
                "ALTER DATABASE " + this.database.name() + " SET default_transaction_read_only = on");

        start();

        assertThat(this.database.hasTable("public.applied_migrations_verified")).isFalse();
    }

    @Test
    void runThatAppliesOnlyAPartNotesNothing() {
        migrator().build().migrateTo(1);

        assertThat(this.database.hasTable("public.applied_migrations_verified")).isFalse();
        migrator().build().migrateTo(2);
        assertThat(this.database.hasTable("public.applied_migrations_verified")).isFalse();
    }

    @Test
    void rowChangedBeforeTheNoteIsNotCalledVerified() {
        Migrator migrator = migrator().build();
        migrator.migrateForStart();
        this.database.execute("UPDATE public.applied_migrations SET checksum = 'x' WHERE version = 1");

        migrator.noteWhatIsApplied();

        assertThat(this.database.hasTable("public.applied_migrations_verified")).isFalse();
        conflictIsFound();
    }

    @Test
    void jarIsKnownByItsDirectory(@TempDir Path folder) throws IOException {
        Path jar = jar(folder.resolve("one/app.jar"), "SELECT 'aaa';", "SELECT 'bbb';");
        Path copy = jar(folder.resolve("two/app.jar"), "SELECT 'aaa';", "SELECT 'bbb';");
        Path other = jar(folder.resolve("three/app.jar"), "SELECT 'xyz';", "SELECT 'bbb';");
        fromJar(jar);
        assertThat(notes()).hasSize(1);

        fromJar(copy);

        assertThat(notes()).hasSize(1);
        assertThatThrownBy(() -> fromJar(other)).isInstanceOf(MigrationConflictException.class);
    }

    private void fromJar(Path jar) throws IOException {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            Migrator migrator = Migrator.builder()
                    .dataSource(this.database.dataSource())
                    .source(new ResourceMigrationSource(
                            new DefaultResourceLoader(loader), List.of("classpath:db/migration")))
                    .build();
            boolean knew = this.database.hasTable("public.applied_migrations_verified");
            migrator.migrateForStart();
            assertThat(migrator.hasSomethingToNote()).isEqualTo(!knew);
            migrator.noteWhatIsApplied();
        }
    }

    private static Path jar(Path jar, String first, String second) throws IOException {
        Files.createDirectories(jar.getParent());
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("db/migration/"));
            for (String name : List.of("1_a", "2_b")) {
                zip.putNextEntry(new ZipEntry("db/migration/" + name + ".up.sql"));
                zip.write((name.equals("1_a") ? first : second).getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    /** A record of what was compared is true in any database. */
    @Test
    void noteOfARestoredDatabaseHolds() {
        migrator().build().migrate();
        String copied = "copy_of_" + this.database.name();
        this.database.execute(
                "CREATE SCHEMA " + copied,
                "CREATE TABLE " + copied + ".applied_migrations (LIKE public.applied_migrations INCLUDING ALL)",
                "INSERT INTO " + copied
                        + ".applied_migrations SELECT * FROM public.applied_migrations ORDER BY version DESC",
                "CREATE TABLE " + copied + ".applied_migrations_verified AS TABLE public.applied_migrations_verified");
        editUnseen("1_a.up.sql");
        Migrator migrator = migrator().schema(copied).build();

        assertThat(migrator.migrateForStart().applied()).isEmpty();

        Sql.execute(
                this.database.dataSource(),
                "UPDATE " + copied + ".applied_migrations SET checksum = repeat('1', 64) WHERE version = 1");
        assertThatThrownBy(() -> migrator.migrateForStart()).isInstanceOf(MigrationConflictException.class);
    }
}
