package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.github.appliedset.adoption.LegacyTool;
import io.github.appliedset.adoption.files.FileImport;
import io.github.appliedset.authoring.NextVersions;
import io.github.appliedset.authoring.VersionStyle;
import io.github.appliedset.autoconfigure.commandapps.java.JavaApplication;
import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.SchemaDriftException;
import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.JavaMigration;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.snapshot.SnapshotTree;
import io.github.appliedset.source.ResourceMigrationSource;
import io.github.appliedset.support.ErrorsPage;
import io.github.appliedset.support.JdbcProxy;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.PgBouncer;
import io.github.appliedset.support.fault.ServerProcess;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.mock.env.MockEnvironment;

/** What can be wrong with files, tracker and database, and the words an operator reads then. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
@KeepsSessions
class BadInputTests {

    private Path root;
    private MigrationFolder files;

    @BeforeEach
    void createFolder(@TempDir Path root) throws Exception {
        this.root = root.toRealPath();
        this.files = new MigrationFolder(Files.createDirectory(this.root.resolve("migrations")));
    }

    private Migrator.Builder migrator(DataSource dataSource) {
        return Migrator.builder().dataSource(dataSource).locations(this.files.location());
    }

    private void migrate(TestDatabase database) {
        migrator(database.dataSource()).build().migrate();
    }

    private void failureIsDocumented(String heading, Runnable start) {
        Throwable failure = catchThrowable(start::run);
        FailureAnalysis analysis = Stream.<FailureAnalyzer>of(
                        new MigrationFailureAnalyzer(), new AppliedSetConfigurationFailureAnalyzer())
                .map(analyzer -> analyzer.analyze(new IllegalStateException("the start of the application", failure)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("not analyzed", failure));
        ErrorsPage.shows(
                heading,
                "Description:\n\n" + analysis.getDescription() + "\n\nAction:\n\n" + analysis.getAction(),
                this.root);
        String reference = analysis.getAction().substring(analysis.getAction().lastIndexOf('=') + 1);
        assertThat(ErrorsPage.hasAnchor(reference)).as(reference).isTrue();
    }

    private void logIsDocumented(String heading, CapturedOutput output) {
        String lines = output.toString()
                .lines()
                .filter(line -> line.matches("\\S+\\s+(INFO|WARN).* i(o.github|\\.g)\\.a.*"))
                .map(line -> line.replaceFirst("^\\S+\\s+(INFO|WARN)\\s.*?: ", "$1 "))
                .collect(Collectors.joining("\n"));
        ErrorsPage.shows(heading, lines, this.root);
    }

    @Test
    void addressThatIsNotAJdbcUrl() {
        MockEnvironment environment =
                new MockEnvironment().withProperty("spring.datasource.url", "postgres://shop:secret@db.example/shop");
        failureIsDocumented("An address that is not a JDBC URL", () -> MistakenUrls.refuse(environment, true));
    }

    @Test
    void versionUpToWhichToMigrateIsUnknown(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("5_e.up.sql", "SELECT 5;");
        failureIsDocumented(
                "An unknown version to migrate to",
                () -> migrator(database.dataSource()).build().migrateTo(4));
    }

    @Test
    void twoFilesOfOneVersionInOneFolder(TestDatabase database) {
        this.files.with("7_a.up.sql", "SELECT 1;").with("7_b.up.sql", "SELECT 2;");
        failureIsDocumented("Two files with the same version", () -> migrate(database));
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void fileUnderItsOldAndItsNewName(TestDatabase database) {
        this.files.with("7_old.up.sql", "SELECT 1;").with("7_new.up.sql", "SELECT 1;");
        failureIsDocumented("A file under its old and its new name", () -> migrate(database));
    }

    @Test
    void twoFilesOfOneVersionInTwoFolders(TestDatabase database) {
        this.files.with("anna/7_a.up.sql", "SELECT 1;").with("ben/7_a.up.sql", "SELECT 2;");
        failureIsDocumented("Two files with the same version in two folders", () -> migrate(database));
    }

    @Test
    void twoFilesOfOneVersionInTwoJars(TestDatabase database) throws Exception {
        URL[] jars = {
            MigrationFolder.jar(this.root.resolve("orders.jar"), Map.of("db/migration/7_a.up.sql", "SELECT 1;"))
                    .toUri()
                    .toURL(),
            MigrationFolder.jar(this.root.resolve("stock.jar"), Map.of("db/migration/7_b.up.sql", "SELECT 2;"))
                    .toUri()
                    .toURL()
        };
        var source = new ResourceMigrationSource(
                new DefaultResourceLoader(new URLClassLoader(jars, null)), List.of("classpath:db/migration"));
        failureIsDocumented(
                "Two files with the same version in two jars",
                () -> migrator(database.dataSource()).source(source).build().migrate());
    }

    @Test
    void leadingZeros(TestDatabase database) {
        this.files.with("7_a.up.sql", "SELECT 1;").with("007_b.up.sql", "SELECT 2;");
        failureIsDocumented("Two files with the same version, one with leading zeros", () -> migrate(database));
    }

    @Test
    void fileWithoutAVersion(TestDatabase database) {
        this.files.with("abc.sql", "");
        failureIsDocumented("A file that is not a migration", () -> migrate(database));
    }

    @Test
    void fileWithoutAName(TestDatabase database) {
        this.files.with("12.up.sql", "");
        failureIsDocumented("A file without a name", () -> migrate(database));
    }

    @Test
    void negativeVersion(TestDatabase database) {
        this.files.with("-3_x.up.sql", "");
        failureIsDocumented("A negative version", () -> migrate(database));
    }

    @Test
    void tooLargeVersion(TestDatabase database) {
        this.files.with("9223372036854775808_x.up.sql", "");
        failureIsDocumented("A version that is too large", () -> migrate(database));
    }

    @Test
    void upperCaseSuffix(TestDatabase database) {
        this.files.with("1_a.up.SQL", "");
        failureIsDocumented("A suffix in upper case", () -> migrate(database));
    }

    @Test
    void repeatableFiles(TestDatabase database) {
        this.files.with("views/a.repeatable.sql", "SELECT 1;").with("a.repeatable.sql", "SELECT 1;");
        failureIsDocumented("Two repeatable files with the same name", () -> migrate(database));
        this.files
                .without("a.repeatable.sql")
                .with("views/a.repeatable.sql", "CREATE VIEW public.a AS SELECT b FROM c;");
        failureIsDocumented("A repeatable migration that failed", () -> migrate(database));
    }

    @Test
    void repeatableOfAnOlderRelease(TestDatabase database, CapturedOutput output) {
        Instant newer = Instant.parse("2026-05-20T10:38:00Z");
        this.files.with("a.repeatable.sql", "CREATE OR REPLACE VIEW public.a AS SELECT 1 AS one;");
        migrator(database.dataSource()).release(newer).build().migrate();
        this.files.with("a.repeatable.sql", "CREATE OR REPLACE VIEW public.a AS SELECT 2 AS one;");
        migrator(database.dataSource()).release(newer.minusSeconds(60)).build().migrate();
        logIsDocumented("A repeatable migration that was not run", output);
    }

    @Test
    void repeatableWithoutAFile(TestDatabase database, CapturedOutput output) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("a.repeatable.sql", "CREATE VIEW public.a AS SELECT 1 AS one;");
        migrate(database);
        this.files.without("a.repeatable.sql");
        migrate(database);
        logIsDocumented("A repeatable migration without a file", output);
    }

    @Test
    void functionThatExistsTwice(TestDatabase database, CapturedOutput output) {
        this.files.with("f.repeatable.sql", "CREATE OR REPLACE FUNCTION public.f(a int) RETURNS int RETURN a;");
        migrate(database);
        this.files.with(
                "f.repeatable.sql",
                "CREATE OR REPLACE FUNCTION public.f(a int, b int DEFAULT 1) RETURNS int RETURN a + b;");
        migrate(database);
        logIsDocumented("A function that exists twice", output);
    }

    @Test
    void downFileAlone(TestDatabase database, CapturedOutput output) {
        this.files.with("5_a.down.sql", "").with("6_b.up.sql", "SELECT 1;");
        migrate(database);
        logIsDocumented("A down file without an up file", output);
    }

    @Test
    void downFileWithAnotherName(TestDatabase database, CapturedOutput output) {
        this.files.with("5_a.up.sql", "SELECT 1;").with("5_b.down.sql", "SELECT 1;");
        migrate(database);
        logIsDocumented("A down file with a different name", output);
    }

    @Test
    void missingLocation(TestDatabase database) {
        failureIsDocumented(
                "A location that does not exist",
                () -> migrator(database.dataSource())
                        .locations("classpath:db/nowhere", "file:/srv/nowhere")
                        .build()
                        .migrate());
    }

    @Test
    void unreadableFile(TestDatabase database) throws Exception {
        Files.createSymbolicLink(this.files.path().resolve("1_a.up.sql"), Path.of("/srv/nowhere.sql"));
        failureIsDocumented("A file that cannot be read", () -> migrate(database));
    }

    @Test
    void malformedUtf8(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;\nSELECT 'caf\u00e9';\n".getBytes(StandardCharsets.ISO_8859_1));
        failureIsDocumented("A file that is not UTF-8", () -> migrate(database));
    }

    @Test
    void unsettledConflict(TestDatabase database) {
        this.files.with(
                "1_a.up.sql",
                "CREATE TABLE a (\n<<<<<<< HEAD\n    id integer\n=======\n    id bigint\n>>>>>>> theirs\n);\n");
        failureIsDocumented("A file with an unsettled conflict", () -> migrate(database));
    }

    @Test
    void severalProblems(TestDatabase database) {
        this.files
                .with("abc.sql", "")
                .with("-5_a.up.sql", "")
                .with("7_a.up.sql", "SELECT 1;")
                .with("7_b.up.sql", "SELECT 2;");
        failureIsDocumented("Several problems", () -> migrate(database));
    }

    @Test
    void transactionControl(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);\nCOMMIT;\nCREATE TABLE b (id int);\n");
        failureIsDocumented("Transaction control in a file", () -> migrate(database));
    }

    @Test
    void unknownDirective(TestDatabase database) {
        this.files.with("1_a.up.sql", "-- applied-set: lock-timeot=2s\nSELECT 1;\n");
        failureIsDocumented("An unknown directive", () -> migrate(database));
    }

    @Test
    void psqlCommand(TestDatabase database) {
        this.files.with("1_a.up.sql", "\\connect shop\nSELECT 1;\n");
        failureIsDocumented("A psql command", () -> migrate(database));
    }

    @Test
    void endlessCopyData(TestDatabase database) {
        this.files.with("1_a.up.sql", "COPY a FROM stdin;\n1\n2\n");
        failureIsDocumented("Unterminated COPY data", () -> migrate(database));
    }

    @Test
    void unterminatedText(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;\nSELECT 'oops;\n");
        failureIsDocumented("An unterminated quote", () -> migrate(database));
    }

    @Test
    void nulCharacter(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;\n\0\n");
        failureIsDocumented("A NUL character", () -> migrate(database));
    }

    @Test
    void emptyFiles(TestDatabase database, CapturedOutput output) {
        this.files.with("1_empty.up.sql", "").with("2_comment.up.sql", "-- to do\n");
        migrate(database);
        logIsDocumented("An empty file, a file of comments", output);
        assertThat(database.applied()).containsExactly("1_empty", "2_comment");
    }

    @Test
    void byteOrderMarkAndWindowsLineEnds(TestDatabase database, CapturedOutput output) {
        this.files.with("1_bom.up.sql", "\uFEFFSELECT 1;\n").with("2_crlf.up.sql", "SELECT 1;\r\nSELECT 2;\r\n");
        migrate(database);
        logIsDocumented("A byte order mark, Windows line ends", output);
    }

    @Test
    void trackerThatIsDropped(TestDatabase database) {
        database.executeAsSuperuser("ALTER SCHEMA public OWNER TO " + database.username());
        this.files.with("1_a.up.sql", "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n");
        failureIsDocumented("A migration that drops its tracker", () -> migrate(database));
    }

    @Test
    void pendingTriggerEvents(TestDatabase database) {
        this.files.with(
                "1_a.up.sql",
                "CREATE TABLE public.a (id int PRIMARY KEY,\n"
                        + "    parent int REFERENCES public.a DEFERRABLE INITIALLY DEFERRED);\n"
                        + "INSERT INTO public.a VALUES (1, 1);\n"
                        + "ALTER TABLE public.a ADD note text;\n");
        failureIsDocumented("A table with pending trigger events", () -> migrate(database));
    }

    @Test
    void nameThatTheDatabaseCannotStore(TestDatabase database) {
        String latin1 = database.name() + "_latin1";
        database.executeAsSuperuser("CREATE DATABASE " + latin1 + " OWNER " + database.username()
                + " TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url() + "_latin1");
        dataSource.setUser(database.username());
        dataSource.setPassword(database.password());
        this.files.with("1_日本.up.sql", "SELECT 1;");
        try {
            failureIsDocumented(
                    "A name that the database cannot store",
                    () -> migrator(dataSource).build().migrate());
        } finally {
            database.executeAsSuperuser("DROP DATABASE " + latin1 + " WITH (FORCE)");
        }
    }

    @Test
    void failedStatement(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with(
                        "2_b.up.sql",
                        "CREATE TABLE public.b (id int);\n\nINSERT INTO public.a (id, naem)\nVALUES (1, 'x');\n")
                .with("3_c.up.sql", "SELECT 1;");
        failureIsDocumented("A statement that fails", () -> migrate(database));
    }

    @Test
    void busyTable(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.orders (id int)");
        this.files.with("1_a.up.sql", "ALTER TABLE public.orders ADD note text;");
        try (Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT * FROM public.orders");
            failureIsDocumented(
                    "A table that stays busy",
                    () -> migrator(database.dataSource())
                            .lockTimeout(Duration.ofMillis(10))
                            .lockRetries(1)
                            .build()
                            .migrate());
        }
    }

    @Test
    @Tag("faults")
    void withoutATransactionBehindAPooler() {
        this.files.with("1_a.up.sql", "CREATE INDEX CONCURRENTLY orders_note ON public.orders (note);");
        try (ServerProcess server = ServerProcess.start(Map.of());
                PgBouncer pooler = PgBouncer.start(server.port(), 1)) {
            server.execute("postgres", "CREATE TABLE public.orders (note text)");
            failureIsDocumented(
                    "A migration without a transaction behind a pooler",
                    () -> migrator(ServerProcess.dataSource(pooler.port(), "postgres"))
                            .build()
                            .migrate());
        }
    }

    @Test
    void callInDoubt(TestDatabase database) {
        String sql = "-- applied-set: no-transaction\nCALL public.archive_orders();\n";
        this.files.with("1_a.up.sql", sql);
        assertThat(catchThrowable(() -> migrate(database))).isNotNull();
        database.execute("UPDATE public.applied_migrations_unfinished SET running = true");
        failureIsDocumented("A call with an unknown outcome", () -> migrate(database));
    }

    @Test
    void interruptedRun(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_b.up.sql", "SELECT 1;");
        Thread.currentThread().interrupt();
        try {
            failureIsDocumented("A run that was interrupted", () -> migrate(database));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void trackerInAnotherSchema(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);").with("2_b.up.sql", "SELECT 1;");
        migrator(database.dataSource()).schema("app").build().migrate();
        database.execute("DROP TABLE public.a");

        failureIsDocumented("The tracker is in a different schema", () -> migrate(database));
        assertThat(database.hasTable("public.a")).isFalse();

        this.files.without("1_a.up.sql");
        assertThatThrownBy(() -> migrate(database))
                .hasMessageContaining("applied_migrations records the one migration on disk as applied.");

        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        migrator(database.dataSource()).schema("tenant").build().migrate();
        assertThat(database.hasTable("public.a")).as("a schema that was chosen").isTrue();
    }

    @Test
    void connectionIsLost(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;");
        try (Connection connection = database.dataSource().getConnection()) {
            int session = connection.unwrap(PGConnection.class).getBackendPID();
            database.executeAsSuperuser("SELECT pg_terminate_backend(" + session + ", 60000)");

            failureIsDocumented(
                    "Connection lost",
                    () -> migrator(new SingleConnectionDataSource(connection, true))
                            .build()
                            .plan());
        }
    }

    @Test
    void ownStatementIsRefused(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        database.executeAsSuperuser(
                "CREATE FUNCTION public.year_end() RETURNS event_trigger LANGUAGE plpgsql"
                        + " AS $$ BEGIN RAISE EXCEPTION 'no % before the 7th of January', tg_tag; END $$",
                "CREATE EVENT TRIGGER year_end ON ddl_command_start EXECUTE FUNCTION public.year_end()");

        failureIsDocumented("Database error", () -> migrate(database));
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void renamedAfterApply(TestDatabase database) {
        this.files.with("98_foo.up.sql", "SELECT 1;");
        migrate(database);
        this.files.renamed("98_foo.up.sql", "98_bar.up.sql");
        failureIsDocumented("A file renamed after it was applied", () -> migrate(database));
    }

    @Test
    void anotherMigrationOfTheVersion(TestDatabase database) {
        this.files.with("98_foo.up.sql", "SELECT 1;");
        migrate(database);
        this.files.without("98_foo.up.sql").with("98_bar.up.sql", "SELECT 2;");
        failureIsDocumented("A different migration with an applied version", () -> migrate(database));
    }

    @Test
    void editedAfterApply(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        this.files.with("1_a.up.sql", "SELECT 2;");
        failureIsDocumented("A file edited after it was applied", () -> migrate(database));
    }

    @Test
    void rowWithoutAFile(TestDatabase database, CapturedOutput output) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_newer.up.sql", "SELECT 1;");
        migrate(database);
        this.files.without("2_newer.up.sql");
        failureIsDocumented(
                "A row without a file, forbidden",
                () -> migrator(database.dataSource())
                        .orphans(ConflictPolicy.FAIL)
                        .build()
                        .migrate());
        migrate(database);
        logIsDocumented("A row without a file", output);
    }

    @Test
    void noFileAtAll(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        this.files.without("1_a.up.sql");
        failureIsDocumented("No file at all", () -> migrate(database));
    }

    @Test
    void rowGoneAfterTheRun(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        Migrator migrator = migrator(database.dataSource()).build();
        var report = migrator.migrate();
        database.execute("DELETE FROM public.applied_migrations");
        failureIsDocumented("A migration not applied after the run", () -> migrator.requireApplied(report.onDisk()));
    }

    @Test
    void pendingWhereNothingIsApplied(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        failureIsDocumented(
                "A migration that another process must apply",
                () -> migrator(database.dataSource()).build().verify());
    }

    static final class FillBooks implements JavaMigration {

        @Override
        public long version() {
            return -1;
        }

        @Override
        public String name() {
            return "fill_books";
        }

        @Override
        public void migrate(Connection connection) {}
    }

    @Test
    void javaMigrationWithANegativeVersion(TestDatabase database) {
        failureIsDocumented(
                "A Java migration with a negative version",
                () -> migrator(database.dataSource())
                        .javaMigrations(List.of(new FillBooks()))
                        .build()
                        .migrate());
    }

    @Test
    void severalConflicts(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_b.up.sql", "SELECT 1;");
        migrate(database);
        this.files.with("1_a.up.sql", "SELECT 2;").renamed("2_b.up.sql", "2_c.up.sql");
        failureIsDocumented("Several conflicts", () -> migrate(database));
    }

    @Test
    void lockTimesOut(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT pg_advisory_xact_lock(4711);");
        Thread other = new Thread(() -> migrate(database));
        try (Connection gate = database.dataSource().getConnection();
                Statement statement = gate.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(4711)");
            other.start();
            Sql.awaitRow(
                    database.dataSource(),
                    "SELECT 1 FROM pg_stat_activity WHERE application_name = 'applied-set 1_a'"
                            + " AND wait_event_type = 'Lock'");
            failureIsDocumented(
                    "Another process migrates for too long",
                    () -> migrator(database.dataSource())
                            .instanceLockTimeout(Duration.ZERO)
                            .build()
                            .migrate());
        }
        other.join();
        assertThat(database.applied()).containsExactly("1_a");
    }

    @Test
    void trackerOfAnotherShape(TestDatabase database) {
        database.execute("CREATE TABLE public.applied_migrations (id serial PRIMARY KEY, version text)");
        this.files.with("1_a.up.sql", "SELECT 1;");
        failureIsDocumented("A table with a different shape", () -> migrate(database));
    }

    @Test
    void rowSecurity(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        String user = database.username() + "_low";
        database.executeAsSuperuser(
                "CREATE ROLE " + user + " LOGIN PASSWORD 'low'",
                "GRANT ALL ON public.applied_migrations TO " + user,
                "ALTER TABLE public.applied_migrations ENABLE ROW LEVEL SECURITY");
        try {
            failureIsDocumented(
                    "Row security on the tracker",
                    () -> migrator(database.dataSource(user, "low")).build().migrate());
        } finally {
            database.executeAsSuperuser("DROP OWNED BY " + user, "DROP ROLE " + user);
        }
    }

    @Test
    void trackerOfAnotherRole(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        String user = "lowly";
        database.executeAsSuperuser(
                "CREATE ROLE " + user + " LOGIN PASSWORD 'low'", "GRANT USAGE, CREATE ON SCHEMA public TO " + user);
        try {
            Sql.execute(
                    database.dataSource(user, "low"),
                    "CREATE TABLE public.applied_migrations (version bigint PRIMARY KEY, name text NOT NULL,"
                            + " applied_at timestamptz NOT NULL DEFAULT now(), checksum text)",
                    "CREATE FUNCTION public.on_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                    "CREATE TRIGGER on_row BEFORE INSERT ON public.applied_migrations FOR EACH ROW"
                            + " EXECUTE FUNCTION public.on_row()");
            failureIsDocumented(
                    "The tracker belongs to somebody else",
                    () -> migrator(database.superuser()).build().migrate());
        } finally {
            database.executeAsSuperuser("DROP OWNED BY " + user + " CASCADE", "DROP ROLE " + user);
        }
    }

    @Test
    void noRightToCreate(TestDatabase database) {
        database.executeAsSuperuser(
                "REVOKE CREATE ON SCHEMA public FROM PUBLIC", "ALTER SCHEMA public OWNER TO CURRENT_USER");
        this.files.with("1_a.up.sql", "SELECT 1;");
        failureIsDocumented("A missing privilege on the tracker", () -> migrate(database));
    }

    @Test
    void readOnlyDatabase(TestDatabase database) {
        database.executeAsSuperuser("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
        this.files.with("1_a.up.sql", "SELECT 1;");
        failureIsDocumented("A read-only database", () -> migrate(database));
    }

    @Test
    void databaseDown() {
        this.files.with("1_a.up.sql", "SELECT 1;");
        try (HikariDataSource pool = pool("jdbc:postgresql://localhost:1/shop", "shop", "secret")) {
            failureIsDocumented(
                    "A database that is down", () -> migrator(pool).build().migrate());
        }
    }

    @Test
    void unknownHost() {
        this.files.with("1_a.up.sql", "SELECT 1;");
        try (HikariDataSource pool = pool("jdbc:postgresql://nowhere.invalid/shop", "shop", "secret")) {
            failureIsDocumented(
                    "A host that does not exist", () -> migrator(pool).build().migrate());
        }
    }

    @Test
    void unknownTimeZone(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("PST"));
        try (HikariDataSource pool = pool(database.url(), database.username(), database.password())) {
            failureIsDocumented(
                    "A time zone that PostgreSQL does not know",
                    () -> migrator(pool).build().migrate());
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void routingWithoutAKey(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
            @Override
            protected Object determineCurrentLookupKey() {
                return null;
            }
        };
        routing.setTargetDataSources(Map.of("a", database.dataSource()));
        routing.initialize();
        failureIsDocumented(
                "A DataSource without a target", () -> migrator(routing).build().migrate());
    }

    /** A proxy that knows nothing of wrappers. */
    private record Opaque(Connection connection) implements InvocationHandler {

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            return switch (method.getName()) {
                case "isWrapperFor" -> false;
                case "unwrap" -> throw new SQLException("not a wrapper");
                default -> JdbcProxy.pass(method, this.connection, arguments);
            };
        }
    }

    @Test
    void connectionThatHidesTheDriver(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        DelegatingDataSource hiding = new DelegatingDataSource(database.dataSource()) {
            @Override
            public Connection getConnection() throws SQLException {
                return JdbcProxy.of(Connection.class, new Opaque(super.getConnection()));
            }
        };
        failureIsDocumented(
                "A connection that hides the driver",
                () -> migrator(hiding).build().migrate());
    }

    @Test
    void wrongPassword(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        try (HikariDataSource pool = pool(database.url(), database.username(), "wrong")) {
            failureIsDocumented("A wrong password", () -> migrator(pool).build().migrate());
        }
    }

    @Test
    void missingPassword(TestDatabase database) {
        database.executeAsSuperuser("SET password_encryption = 'scram-sha-256'; ALTER ROLE " + database.username()
                + " PASSWORD '" + database.password() + "'");
        this.files.with("1_a.up.sql", "SELECT 1;");
        failureIsDocumented(
                "A password that is missing",
                () -> migrator(database.dataSource(database.username(), ""))
                        .build()
                        .migrate());
    }

    @Test
    void databaseMissing(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        try (HikariDataSource pool = pool(
                database.url().replaceFirst("[^/]+$", "no_such_database"), database.username(), database.password())) {
            failureIsDocumented(
                    "A database that does not exist",
                    () -> migrator(pool).build().migrate());
        }
    }

    private static HikariDataSource pool(String url, String username, String password) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setUsername(username);
        pool.setPassword(password);
        pool.setConnectionTimeout(250);
        return pool;
    }

    @Test
    void unmentionedCounterOfGolangMigrate(TestDatabase database) {
        database.execute(
                "CREATE TABLE public.schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)",
                "INSERT INTO public.schema_migrations VALUES (106, false)");
        this.files.with("1_a.up.sql", "SELECT 1;");
        failureIsDocumented("Another tool's table that no setting mentions", () -> migrate(database));
    }

    @Test
    void dirtyCounterOfGolangMigrate(TestDatabase database) {
        database.execute(
                "CREATE TABLE public.schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)",
                "INSERT INTO public.schema_migrations VALUES (106, true)");
        this.files.with("1_a.up.sql", "SELECT 1;");
        failureIsDocumented("Another tool's table that is dirty", () -> adopt(database));
    }

    @Test
    void counterOfNoKnownTool(TestDatabase database) {
        database.execute("CREATE TABLE public.schema_migrations (version text PRIMARY KEY)");
        this.files.with("1_a.up.sql", "SELECT 1;");
        failureIsDocumented("A table of a different tool", () -> adopt(database));
    }

    private void adopt(TestDatabase database) {
        migrator(database.dataSource())
                .legacy(LegacyTool.GOLANG_MIGRATE, "public.schema_migrations")
                .build()
                .migrate();
    }

    @Test
    void unsupportedSetting(TestDatabase database) {
        this.files.with("1_a.up.sql", "SET client_encoding = 'LATIN1';\nSELECT 1;\n");
        failureIsDocumented("A setting the driver cannot work with", () -> migrate(database));
    }

    @Test
    void settingThatAFunctionChanges(TestDatabase database) {
        this.files.with(
                "1_a.up.sql",
                "CREATE TABLE public.a (name text);\nDO $$ BEGIN PERFORM set_config('client_encoding', 'LATIN1', false); END $$;\n"
                        + "INSERT INTO public.a VALUES ('ü');\n");
        failureIsDocumented("A setting that changes while the migration runs", () -> migrate(database));
    }

    @Test
    void lockedTracker(TestDatabase database) throws SQLException {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        try (Connection other = database.dataSource().getConnection()) {
            other.setAutoCommit(false);
            Sql.execute(other, "LOCK TABLE public.applied_migrations");
            failureIsDocumented(
                    "A locked tracker table",
                    () -> migrator(database.dataSource())
                            .instanceLockTimeout(Duration.ZERO)
                            .build()
                            .migrate());
        }
    }

    @Test
    void renumberedMigration(TestDatabase database) {
        this.files.with("104_orders.up.sql", "SELECT 1;");
        migrate(database);
        this.files.renamed("104_orders.up.sql", "105_orders.up.sql");
        failureIsDocumented("A renumbered migration", () -> migrate(database));
    }

    @Test
    void probablyRenumberedMigration(TestDatabase database) {
        this.files.with("3_add_address.up.sql", "SELECT 1;");
        migrate(database);
        database.execute("UPDATE public.applied_migrations SET checksum = NULL");
        this.files.renamed("3_add_address.up.sql", "4_add_address.up.sql").with("3_add_phone.up.sql", "SELECT 2;");
        failureIsDocumented("A migration that was probably renumbered", () -> migrate(database));
    }

    @Test
    void failureOutsideATransaction(TestDatabase database) {
        this.files.with("1_a.up.sql", "-- applied-set: no-transaction\nVACUUM;\nVACUUM public.nowhere;\n");
        failureIsDocumented("A statement that fails outside a transaction", () -> migrate(database));
        this.files.with("1_a.up.sql", "-- applied-set: no-transaction\nVACUUM;\nVACUUM public.somewhere;\n");
        failureIsDocumented("A file edited while it was unfinished", () -> migrate(database));
    }

    @Test
    void propertiesByTheirOldNames() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "systemEnvironment", Map.of("APPLIED_SET_INSTANCES_ORDERS_URL", "jdbc:postgresql:orders")));
        environment
                .getPropertySources()
                .addFirst(new OriginTrackedMapPropertySource(
                        "Config resource",
                        Map.of(
                                "applied-set.verify.mode",
                                OriginTrackedValue.of(
                                        "fail",
                                        new TextResourceOrigin(
                                                new ClassPathResource("application.yml"),
                                                new TextResourceOrigin.Location(2, 10))))));
        failureIsDocumented("A property by its old name", () -> RenamedProperties.refuse(environment));
    }

    @Test
    void incompleteProperties() {
        failureIsDocumented("A property that has no effect alone", () -> {
            throw AppliedSetConfigurationException.incomplete("applied-set.password", "applied-set.username");
        });
    }

    @Test
    void severalDataSources() {
        failureIsDocumented("Several DataSources", () -> {
            throw AppliedSetConfigurationException.whichDataSource(List.of("orders", "stock"), "primary");
        });
    }

    @Test
    void testThatReplacesTheDatabase() {
        failureIsDocumented("A test that replaces the application's database only", () -> {
            throw AppliedSetConfigurationException.replacedByTest("through spring.datasource.url");
        });
    }

    @Test
    void containerForTheApplicationsDatabaseOnly() {
        failureIsDocumented("A container for the application's database only", () -> {
            throw AppliedSetConfigurationException.onlyApplicationInContainer("applied-set.migrators.reports.url");
        });
    }

    @Test
    void migratorsThatShareATracker(TestDatabase database) {
        failureIsDocumented(
                "Two migrators with one tracker",
                () -> SharedTrackers.refuse(
                        named(database, "applied_migrations", "ordersMigrator", "reportsMigrator")));

        Map<String, Migrator> four = named(database, "applied_migrations", "a", "b", "c");
        four.putAll(named(database, "other", "d", "e"));
        assertThatExceptionOfType(AppliedSetConfigurationException.class)
                .isThrownBy(() -> SharedTrackers.refuse(four))
                .withMessageStartingWith(
                        "The migrators a and b and c share the tracker table public.applied_migrations in"
                                + " the same database, and d and e share the tracker table public.other in the same database:");
    }

    private static Map<String, Migrator> named(TestDatabase database, String table, String... names) {
        Map<String, Migrator> migrators = new LinkedHashMap<>();
        for (String name : names) {
            migrators.put(
                    name,
                    Migrator.builder()
                            .dataSource(database.dataSource())
                            .table(table)
                            .build());
        }
        return migrators;
    }

    @Test
    void javaMigrationThatBelongsToNoInstance() {
        failureIsDocumented("A Java migration without its migrator", () -> {
            throw AppliedSetConfigurationException.whichMigrator(
                    List.of("fillCustomers"), new LinkedHashSet<>(List.of("orders", "reports")));
        });
    }

    @Test
    void rollback(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "SELECT 1;")
                .with("2_b.up.sql", "SELECT 1;")
                .with("2_b.down.sql", "SELECT 1;\nDROP TABLE public.b;\n");
        Migrator migrator = Migrator.builder()
                .dataSource(database.dataSource())
                .locations(this.files.location())
                .build();
        migrator.migrate();
        failureIsDocumented("A rollback that is refused", () -> migrator.rollback(2));
        failureIsDocumented("A down file that fails", () -> migrator.rollback(1));
    }

    @Test
    void nothingToAccept(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        failureIsDocumented(
                "Nothing to accept",
                () -> migrator(database.dataSource()).build().acceptChecksum(1));
    }

    @Test
    void manuallyChangedSchema(TestDatabase database, @TempDir Path classes) throws IOException {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id integer, name varchar(80));");
        Migrator migrator = migrator(database.superuser()).build();
        Snapshots snapshots = Snapshots.of(migrator);
        Path folder = classes.resolve("db/snapshot");
        snapshots.save(
                folder, Schema.of(17, snapshots.fromMigrations().objects().values()));
        migrator.migrate();
        database.executeAsSuperuser("ALTER TABLE public.a ALTER name TYPE text, ADD extra integer");
        StartupDriftCheck check = new StartupDriftCheck(new SchemaChecks(new DefaultResourceLoader(
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, null))));

        failureIsDocumented("A schema that differs from its snapshot", () -> {
            try {
                check.run(migrator, DriftMode.FAIL);
            } catch (SchemaDriftException drift) {
                throw new SchemaDriftException(
                        drift.description().replaceFirst("found: PostgreSQL \\d+", "found: PostgreSQL 17"),
                        drift.action());
            }
        });
        Files.writeString(
                folder.resolve("schemas/public/tables/a/columns/name.json"),
                "{\n  \"column\": \"public.a.name\",\n<<<<<<< HEAD\n  \"type\": \"text\"\n");
        failureIsDocumented("A snapshot that cannot be read", () -> {
            try {
                SnapshotTree.at(folder).load();
            } catch (SnapshotException broken) {
                throw SnapshotException.unreadable(broken.problems().stream()
                        .map(problem -> problem.replace(folder.toString(), "src/main/resources/db/snapshot"))
                        .toList());
            }
        });
    }

    @Test
    void codeThatACommandDoesNotRun() {
        failureIsDocumented(
                "A command that needs the application's code",
                () -> ApplicationCode.of(Set.of(JavaApplication.class)).refuseUnseen(new StandardEnvironment()));
    }

    @Test
    void historyOfFlywayThatCannotBeExplained(TestDatabase database) throws IOException {
        MigrationFolder flyway = new MigrationFolder(Files.createDirectory(this.root.resolve("flyway")))
                .with("V1__books.sql", "CREATE TABLE public.books (id int);")
                .with("V1.5__titles.sql", "ALTER TABLE public.books ADD title text;")
                .with("V2__orders.sql", "CREATE TABLE public.orders (id int);");
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("filesystem:" + flyway.path())
                .load()
                .migrate();
        this.files.with("1_books.up.sql", "CREATE TABLE public.books (id bigint);");
        failureIsDocumented(
                "Another tool's table that cannot be adopted",
                () -> migrator(database.dataSource())
                        .legacy(LegacyTool.FLYWAY, null)
                        .build()
                        .migrate());
    }

    @Test
    void adoptionThatHasNothingToDo(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        Migrator migrator =
                migrator(database.dataSource()).legacy(LegacyTool.FLYWAY, null).build();
        failureIsDocumented("An adoption that finds nothing", migrator::adopt);
        migrator.migrate();
        failureIsDocumented("An adoption that comes too late", migrator::adopt);
    }

    @Test
    void unfinishedImportedFile(TestDatabase database) throws IOException {
        MigrationFolder flyway = new MigrationFolder(Files.createDirectory(this.root.resolve("flyway")))
                .with("V1__a.sql", "COMMENT ON SCHEMA public IS '${purpose}';");
        FileImport.preview(flyway.path(), null, this.files.path()).write();
        failureIsDocumented("An unfinished import", () -> migrate(database));
    }

    @Test
    void filesThatCannotBeImported() throws IOException {
        MigrationFolder flyway = new MigrationFolder(Files.createDirectory(this.root.resolve("flyway")))
                .with("V1__books.sql", "CREATE TABLE public.books (id int);")
                .with("V2__orders.sql", "CREATE TABLE public.orders (id int);");
        FileImport.preview(flyway.path(), null, this.files.path()).write();
        this.files.with("1_books.up.sql", "CREATE TABLE public.books (id bigint);");
        flyway.with("V1.5__titles.sql", "ALTER TABLE public.books ADD title text;");
        failureIsDocumented(
                "Files that cannot be imported", () -> FileImport.preview(flyway.path(), null, this.files.path()));
    }

    @Test
    void newFilesAfterTheHighestVersion() {
        this.files.with("9223372036854775807_z.up.sql", "SELECT 1;");
        NextVersions versions = NextVersions.after(
                this.files.path(),
                MigrationPlan.between(VersionSet.empty(), VersionSet.empty()),
                VersionStyle.COUNTER,
                Clock.systemUTC());
        failureIsDocumented("New files that cannot be written", versions::next);
    }

    @Test
    void snapshotUnavailable(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        Migrator migrator = migrator(database.dataSource()).build();
        migrator.migrate();
        Snapshots snapshots = Snapshots.of(migrator);
        failureIsDocumented(
                "A snapshot that cannot be written", () -> snapshots.save(this.files.path(), snapshots.live()));
        failureIsDocumented("No scratch database", snapshots::fromMigrations);
        database.executeAsSuperuser("REVOKE SELECT ON pg_catalog.pg_constraint FROM PUBLIC");
        failureIsDocumented("A schema that cannot be read", snapshots::live);
    }

    private static final String BATCHES =
            "-- applied-set: batches=public.users.id\n-- applied-set: batch-size=1\n-- applied-set: pause=0ms\n";
    private static final String FILL = "UPDATE users SET mail = lower(email)\n"
            + "WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint\n"
            + "             AND current_setting('applied_set.batch_to')::bigint;\n";

    private static void users(TestDatabase database) {
        database.execute(
                "CREATE TABLE public.users (id bigint PRIMARY KEY, email text, mail text)",
                "INSERT INTO public.users VALUES (1, 'A'), (2, NULL), (3, 'C')");
    }

    @Test
    void statementsThatCannotRunInBatches(TestDatabase database) {
        this.files
                .with("205_fill.up.sql", BATCHES + "UPDATE users SET mail = lower(email) WHERE mail IS NULL;")
                .with("206_count.up.sql", BATCHES + "SELECT count(*) FROM users;");
        failureIsDocumented("A statement that cannot run in batches", () -> migrate(database));
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void batchesThatDoNotEnd(TestDatabase database) {
        this.files.with(
                "205_fill.up.sql",
                "-- applied-set: batches\nWITH some AS (SELECT id FROM users WHERE mail IS NULL LIMIT 400 FOR UPDATE SKIP"
                        + " LOCKED)\nUPDATE users SET mail = lower(email) FROM some WHERE users.id = some.id;\n");
        failureIsDocumented("Batches that do not end", () -> migrate(database));
    }

    @Test
    void migrationsThatWaitForAMissingOne(TestDatabase database) {
        this.files
                .with("204_a.up.sql", "-- applied-set: after=206_c\nSELECT 1;")
                .with("205_b.up.sql", "-- applied-set: after=203_z,204_b,7\nSELECT 1;")
                .with("206_c.up.sql", "-- applied-set: after=204_a\nSELECT 1;");
        failureIsDocumented("A migration that waits for a missing one", () -> migrate(database));
    }

    @Test
    void backfillThatWasEditedBetweenItsBatches(TestDatabase database) {
        users(database);
        this.files.with("205_fill.up.sql", BATCHES + "-- applied-set: background\n" + FILL);
        migrate(database);
        this.files.with("205_fill.up.sql", BATCHES + "-- applied-set: background\n" + FILL.replace("lower", "upper"));
        failureIsDocumented(
                "A file that was edited between its batches",
                () -> migrator(database.dataSource()).build().migrateWithBackfills());
    }

    @Test
    void rowsThatAreLeftAfterTheLastBatch(TestDatabase database) {
        users(database);
        this.files.with(
                "205_fill.up.sql",
                BATCHES + "-- applied-set: done-when=SELECT 1 FROM users WHERE mail IS NULL\n" + FILL);
        failureIsDocumented("Rows that are left after the last batch", () -> migrate(database));
    }

    @Test
    void nothingToPause(TestDatabase database) {
        this.files.with("205_fill.up.sql", "SELECT 1;");
        failureIsDocumented(
                "Nothing to pause",
                () -> migrator(database.dataSource()).build().pauseBackfill(205));
    }

    @Test
    void lagThatCannotBeSeen(TestDatabase database) {
        users(database);
        this.files.with("205_fill.up.sql", BATCHES + "-- applied-set: max-lag=10s\n" + FILL);
        failureIsDocumented("A replication lag that cannot be seen", () -> migrate(database));
    }
}
