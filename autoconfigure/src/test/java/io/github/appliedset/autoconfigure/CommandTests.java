package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.autoconfigure.commandapps.java.JavaApplication;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import io.github.appliedset.tracker.TrackerTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands do, and say, and what they exit with. */
@PostgresTest
@KeepsSessions
class CommandTests {

    private MigrationFolder files;
    private TestDatabase database;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        this.files = new MigrationFolder(folder)
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("1_a.down.sql", "DROP TABLE public.a;")
                .with("3_c.up.sql", "CREATE TABLE public.c (id int);")
                .with("3_c.down.sql", "DROP TABLE public.c;");
    }

    private Run run(String... options) {
        return run(Map.of(), options);
    }

    private Run run(Map<String, Object> properties, String... options) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of(
                "spring.datasource.url", this.database.url(),
                "spring.datasource.username", this.database.username(),
                "spring.datasource.password", this.database.password(),
                "applied-set.locations", this.files.location()));
        all.putAll(properties);
        return CommandLine.run(
                all,
                Arrays.stream(options).map(option -> "--applied-set." + option).toArray(String[]::new));
    }

    private String[] others(String command) {
        return new String[] {"command=" + command, "format=json"};
    }

    @Test
    void statusListsTheSetsAndExitsWith2WhileSomethingIsPending() {
        run("command=migrate");
        this.files.without("3_c.up.sql").without("3_c.down.sql").with("2_b.up.sql", "SELECT 1;");

        Run status = run("command=status");

        assertThat(status.exitCode()).isEqualTo(2);
        assertThat(status.out())
                .containsPattern("  VERSION  NAME  STATE    APPLIED AT\n"
                        + "        1  a     applied  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ\n"
                        + "        2  b     pending\n"
                        + "        3  c     orphan   \\d{4}-.*Z\n"
                        + "\n1 applied, 1 pending, 1 orphan\n$");
        assertThat(status.out().replaceAll("\\s+", " "))
                .startsWith("public.applied_migrations in " + this.database.url() + " as " + this.database.username()
                        + " VERSION ");
        assertThat(status.err()).isEmpty();
    }

    @Test
    void statusInJsonMatchesTheEndpoint() {
        run("command=migrate");
        this.files.without("3_c.up.sql").without("3_c.down.sql").with("2_b.up.sql", "SELECT 1;");

        Map<String, Object> status = run(others("status")).migrator();

        assertThat(status)
                .containsOnlyKeys("schema", "table", "counts", "applied", "pending", "orphans", "warnings")
                .containsEntry("schema", "public")
                .containsEntry("table", "applied_migrations");
        assertThat(status.get("counts")).hasToString("{applied=1, pending=1, orphans=1}");
        assertThat(status.get("applied"))
                .asString()
                .startsWith("[{version=1, name=a, appliedAt=")
                .contains("checksum=");
        assertThat(status.get("pending"))
                .asString()
                .startsWith("[{version=2, name=b, file=")
                .endsWith("2_b.up.sql}]");
        assertThat(status.get("orphans")).asString().startsWith("[{version=3, name=c, appliedAt=");
    }

    @Test
    void jsonNeedsNoEncodingBeyondAscii() {
        this.files.with("4_größe_\uD83D\uDE00.up.sql", "SELECT 1;");

        Run status = run(others("status"));

        assertThat(status.out())
                .contains("4_gr\\u00f6\\u00dfe_\\ud83d\\ude00.up.sql")
                .matches("\\p{ASCII}*");
        assertThat(status.migrator().get("pending")).asString().contains("name=größe_\uD83D\uDE00");
    }

    @Test
    void statusShowsAFileThatDiffersFromItsRowAndWhatToDo() {
        run("command=migrate");
        this.files.with("1_a.up.sql", "SELECT 1;");

        Run status = run("command=status");

        assertThat(status.exitCode()).isEqualTo(2);
        assertThat(status.out())
                .containsPattern("        1  a     edited   \\d{4}-.*Z\n        3  c     applied  \\d{4}-.*Z\n")
                .contains("\n2 applied, 0 pending, 0 orphans\n\n1 file differs from its row. Restore the file")
                .endsWith("--applied-set.command=accept-checksum --applied-set.version=1\n");
        assertThat(run("command=status", "checksum-mismatch=warn").exitCode()).isEqualTo(2);
        assertThat(run("command=status", "checksum-mismatch=ignore"))
                .satisfies(run -> assertThat(run.exitCode()).isZero())
                .satisfies(run -> assertThat(run.out()).doesNotContain("edited", "differs"));
    }

    @Test
    void statusCountsSeveralFilesThatDifferFromTheirRows() {
        run("command=migrate");
        this.files
                .with("1_a.up.sql", "SELECT 1;")
                .renamed("3_c.up.sql", "3_better.up.sql")
                .renamed("3_c.down.sql", "3_better.down.sql");

        Run status = run("command=status");

        assertThat(status.exitCode()).isEqualTo(2);
        assertThat(status.out())
                .contains("  1  a     edited ", "  3  c     renamed ")
                .contains(
                        "2 files differ from their rows.",
                        "accept-checksum",
                        "accept-rename",
                        "--applied-set.version=N");
        assertThat(status.out().lines()).allMatch(line -> line.length() <= 80 || line.startsWith("public."));
    }

    @Test
    void statusInJsonMarksFilesThatDifferFromTheirRows() {
        run("command=migrate");
        this.files
                .with("1_a.up.sql", "SELECT 1;")
                .renamed("3_c.up.sql", "3_better.up.sql")
                .renamed("3_c.down.sql", "3_better.down.sql");

        Run status = run(others("status"));

        assertThat(status.exitCode()).isEqualTo(2);
        assertThat(status.migrator().get("counts")).hasToString("{applied=2, pending=0, orphans=0}");
        assertThat(status.migrator().get("applied"))
                .asString()
                .matches("\\[\\{version=1, .*, differs=edited}, \\{version=3, name=c, .*, differs=renamed}]");
    }

    @Test
    void statusWarnsOfDownFilesThatDoNotBelongToTheirUpFiles() {
        this.files.renamed("3_c.down.sql", "3_other.down.sql").with("7_gone.down.sql", "SELECT 1;");
        run("command=migrate");

        Run status = run("command=status");

        assertThat(status.exitCode()).isZero();
        assertThat(status.out())
                .contains("Warning: file:", "/3_other.down.sql\n    is used, although its name differs", "/3_c.up.sql")
                .contains("/7_gone.down.sql\n    is ignored: no up file has its version");
        assertThat(run(others("status")).migrator().get("warnings"))
                .asInstanceOf(LIST)
                .hasSize(2)
                .first()
                .asString()
                .startsWith("{problem=stray-down-file, description=file:");
    }

    @Test
    void versionZeroIsLikeAnyOtherInEveryCommand() {
        this.files
                .with("000_initial.up.sql", "CREATE TABLE public.z (id int);")
                .with("000_initial.down.sql", "DROP TABLE public.z;");

        assertThat(run("command=dry-run").out()).contains("0_initial ran");
        assertThat(run("command=migrate").exitCode()).isZero();
        assertThat(run("command=status").out()).contains("0  initial  applied");
        assertThat(run("command=rollback", "to=0").out()).contains("3_c", "1_a").doesNotContain("0_initial");
        this.files.with("000_initial.up.sql", "CREATE TABLE public.z (id int); ");
        assertThat(run("command=accept-checksum", "version=0").exitCode()).isZero();
        this.files.renamed("000_initial.up.sql", "000_z.up.sql").renamed("000_initial.down.sql", "000_z.down.sql");
        assertThat(run("command=accept-rename", "version=0").exitCode()).isZero();
        assertThat(run("command=rollback").exitCode()).isZero();
        assertThat(this.database.hasTable("public.z")).isFalse();
        run("command=migrate");
        assertThat(run("command=forget", "version=0").exitCode()).isZero();
        assertThat(this.database.applied()).containsExactly("1_a", "3_c");
    }

    @Test
    void newAfterVersionZeroWritesVersionOne(@TempDir Path sources) {
        new MigrationFolder(sources).with("000_initial.up.sql", "SELECT 1;");
        this.files
                .without("1_a.up.sql")
                .without("1_a.down.sql")
                .without("3_c.up.sql")
                .without("3_c.down.sql");

        assertThat(run("command=new", "name=x", "folder=" + sources).out()).contains("/001_x.up.sql");
    }

    @Test
    void statusMarksLateMigrations() {
        run("command=migrate");
        this.files.with("2_b.up.sql", "SELECT 1;");
        run("command=migrate");

        Run status = run("command=status");

        assertThat(status.exitCode()).isZero();
        assertThat(status.out())
                .containsPattern("  1  a     applied        \\d{4}.*\n        2  b     applied, late  \\d{4}");
        assertThat(run(others("status")).migrator().get("applied"))
                .asString()
                .containsPattern("\\{version=2, [^}]*, late=true}")
                .containsOnlyOnce("late");
    }

    @Test
    void statusMarksWhatAnotherProcessApplies() throws Exception {
        try (Connection other = this.database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            run("command=migrate");
            this.files.with("4_d.up.sql", "SELECT 1;");
            statement.execute("SET application_name = 'applied-set 4_d'");
            statement.execute(
                    "SELECT pg_advisory_lock(" + new TrackerTable("public", "applied_migrations").lockKey() + ")");

            Run status = run("command=status");

            assertThat(status.exitCode()).isEqualTo(2);
            assertThat(status.out()).contains("  4  d     running\n", "2 applied, 1 pending, 0 orphans\n");
            assertThat(run(others("status")).migrator().get("pending"))
                    .asString()
                    .endsWith("4_d.up.sql, state=running}]");
        }
    }

    @Test
    void migrateAppliesPendingMigrations() {
        Run migrate = run("command=migrate");

        assertThat(migrate.exitCode()).isZero();
        assertThat(migrate.out())
                .containsPattern("  VERSION  NAME  APPLIED IN\n        1  a     \\d+ ms\n        3  c     \\d+ ms\n")
                .contains("2 migrations applied in ");
        assertThat(this.database.applied()).containsExactly("1_a", "3_c");
        assertThat(run("command=migrate").out()).endsWith("Nothing is pending.\n");
        assertThat(run("command=status").exitCode()).isZero();
    }

    @Test
    void failedMigrationIsReportedAsAtStartAndExitsWith1() {
        this.files.with("2_bad.up.sql", "SELECT 1;\nSELECT nonsense;\n");

        Run migrate = run("command=migrate");
        Run json = run(others("migrate"));

        assertThat(migrate.exitCode()).isEqualTo(1);
        assertThat(migrate.out()).isEmpty();
        assertThat(migrate.err())
                .startsWith("Description:\n\nMigration 2_bad failed and was rolled back.")
                .containsPattern("2_bad\\.up\\.sql,\\s+line 2,\\s+column 8")
                .contains("Action:\n\n", "docs/reference/errors.md#migration-failed");
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(json.err()).isEmpty();
        assertThat(json.error()).containsOnlyKeys("description", "action");
        assertThat(this.database.applied()).containsExactly("1_a");
    }

    @Test
    void lockThatTimesOutExitsWith3() throws Exception {
        try (Connection other = this.database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            statement.execute(
                    "SELECT pg_advisory_lock(" + new TrackerTable("public", "applied_migrations").lockKey() + ")");

            Run migrate = run("command=migrate", "instance-lock-timeout=0s");

            assertThat(migrate.exitCode()).isEqualTo(3);
            assertThat(migrate.err()).startsWith("Description:\n\nGave up after");
        }
    }

    @Test
    void everyCommandThatNeedsTheLockExitsWith3() throws Exception {
        this.files.with("v.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS SELECT 1 AS one;");
        run("command=migrate");
        this.files.with("4_d.up.sql", "SELECT 1;");
        try (Connection other = this.database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            for (String table : new String[] {"applied_migrations", "new_tracker"}) {
                statement.execute("SELECT pg_advisory_lock(" + new TrackerTable("public", table).lockKey() + ")");
            }
            assertIsLocked("migrate");
            assertIsLocked("migrate", "to=4");
            assertIsLocked("dry-run");
            assertIsLocked("rollback");
            assertIsLocked("rollback", "to=1");
            assertIsLocked("forget", "version=3");
            assertIsLocked("forget", "name=v");
            assertIsLocked("repeat", "name=v");
            assertIsLocked("adopt", "table=new_tracker", "baseline-version=3");
            this.files.with("1_a.up.sql", "SELECT 1;");
            assertIsLocked("accept-checksum", "version=1");
            this.files.renamed("3_c.up.sql", "3_renamed.up.sql");
            assertIsLocked("accept-rename", "version=3");
            this.files.renamed("3_renamed.up.sql", "5_c.up.sql");
            assertIsLocked("renumber", "version=3", "to=5");
        }
    }

    private void assertIsLocked(String command, String... options) {
        String[] words = Stream.concat(
                        Stream.of("command=" + command, "instance-lock-timeout=0s", "format=json"),
                        Arrays.stream(options))
                .toArray(String[]::new);

        Run run = run(words);

        assertThat(run.exitCode()).as(command + ": " + run.out()).isEqualTo(3);
        assertThat(run.error().get("description")).asString().as(command).startsWith("Gave up after");
    }

    @Test
    void verifyListsEveryProblemAndExitsWith2() {
        run("command=migrate");
        assertThat(run("command=verify"))
                .satisfies(run -> assertThat(run.exitCode()).isZero())
                .satisfies(run -> assertThat(run.out()).contains("2 migrations applied, nothing pending, 0 orphans"));
        this.files.with("1_a.up.sql", "SELECT 1;").with("4_d.up.sql", "SELECT 1;");

        Run edited = run("command=verify");
        Run json = run(others("verify"));

        assertThat(edited.exitCode()).isEqualTo(2);
        assertThat(edited.out()).contains("Migration 1_a was edited", "--applied-set.command=accept-checksum");
        assertThat(json.exitCode()).isEqualTo(2);
        assertThat(json.migrator().get("problems")).asString().contains("problem=changed-migration", "1_a was edited");
        assertThat(run("command=verify", "checksum-mismatch=warn").out()).contains("Migration 1_a was edited");
        assertThat(run("command=verify", "checksum-mismatch=ignore").out()).doesNotContain("was edited");
        run("command=accept-checksum", "version=1");
        assertThat(run("command=verify").out()).contains("Migration 4_d is on disk but not applied");
        assertThat(this.database.applied()).containsExactly("1_a", "3_c");
    }

    @Test
    void dryRunReportsWhatItTriedAndExitsWith1OnFailure() {
        run("command=migrate");
        this.files
                .with("4_d.up.sql", "ALTER TABLE public.a ALTER id TYPE bigint;")
                .with("5_e.up.sql", "CREATE INDEX CONCURRENTLY i ON public.a (id);");

        Run tried = run("command=dry-run");
        assertThat(tried.exitCode()).isZero();
        assertThat(tried.out())
                .containsPattern("  4_d ran in \\d+ ms\n"
                        + "      locks public.a in mode ACCESS EXCLUSIVE: blocks reads and writes\n"
                        + "      rewrites public.a \\(0 bytes\\)\n"
                        + "  5_e was not tried: PostgreSQL runs its statement only outside a transaction\n"
                        + "\n1 ran, 0 failed, 1 not tried; everything was rolled back\n");

        this.files.with("6_f.up.sql", "SELECT 1 / 0;");
        Run failed = run("command=dry-run");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out())
                .contains("  6_f FAILED\n      at file:", "\n      ERROR: division by zero\n")
                .containsPattern("6_f\\.up\\.sql,\\s+line 1,\\s+column 1\n");
        Run json = run(others("dry-run"));
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(json.migrator().get("attempts"))
                .asString()
                .contains(
                        "outcome=ran",
                        "locks=[{table=public.a, mode=ACCESS EXCLUSIVE, blocks=reads-and-writes}]",
                        "rewrites=[{relation=public.a, bytes=0}]",
                        "outcome=not-tried",
                        "outcome=failed",
                        "sqlState=22012");
        assertThat(this.database.applied()).containsExactly("1_a", "3_c");
    }

    @Test
    void rollbackSaysFirstWhatItUndoes() {
        run("command=migrate");

        Run preview = run("command=rollback", "count=2", "dry-run=true");
        assertThat(preview.exitCode()).isZero();
        assertThat(preview.out())
                .containsSubsequence(
                        "Will be rolled back, in this order:", "3_c.down.sql", "1_a.down.sql", "this is a dry run");
        assertThat(this.database.applied()).hasSize(2);

        Run rollback = run("command=rollback");
        assertThat(rollback.out())
                .containsSubsequence(
                        "Will be rolled back, in this order:", "3_c.down.sql", "Rolled back 1 migration in ");
        assertThat(this.database.applied()).containsExactly("1_a");

        Run json = run("command=rollback", "count=7", "format=json");
        assertThat(json.json().get("toUndo")).asString().startsWith("[{version=1, name=a, file=");
        assertThat(json.json().get("undone")).asString().startsWith("[{version=1, name=a, file=");
        assertThat(json.err()).contains("Will be rolled back");
        assertThat(run("command=rollback").out()).contains("There is nothing to roll back.");
    }

    @Test
    void rollbackToAVersionUndoesWhatWasAppliedAfterIt() {
        run("command=migrate");

        assertThat(run("command=rollback", "to=1").exitCode()).isZero();
        assertThat(this.database.applied()).containsExactly("1_a");
        assertThat(run("command=rollback", "to=3").exitCode()).isEqualTo(1);
        assertThat(run("command=rollback", "to=1", "count=2").exitCode()).isEqualTo(64);
    }

    @Test
    void resolvesAMismatchAndShowsThePreviousRow() {
        run("command=migrate");
        this.files.renamed("3_c.up.sql", "3_better.up.sql").renamed("3_c.down.sql", "3_better.down.sql");

        Run rename = run("command=accept-rename", "version=3");
        assertThat(rename.exitCode()).isZero();
        assertThat(rename.out())
                .containsPattern(
                        "The row was\n  3_c, applied at .*, checksum\n  [0-9a-f]{64}\nand is now\n  3_better, applied at ");
        Run forget = run("command=forget", "version=1");
        assertThat(forget.out()).contains("and is now\n  removed\n", "it is pending: the next start runs it again");
        assertThat(run("command=forget", "version=1").exitCode()).isEqualTo(1);
        Run json = run("command=forget", "version=3", "format=json");
        assertThat(json.json()).containsOnlyKeys("before", "after").containsEntry("after", null);
    }

    @Test
    void renumberGivesTheRowTheNumberOfItsFile() {
        run("command=migrate");
        this.files
                .renamed("3_c.up.sql", "4_c.up.sql")
                .renamed("3_c.down.sql", "4_c.down.sql")
                .with("3_other.up.sql", "SELECT 1;");

        Run status = run("command=status");
        assertThat(status.exitCode()).isEqualTo(2);
        assertThat(status.out())
                .contains("Version 3 was renumbered to 4: 3_c was applied at ")
                .contains("    --applied-set.command=renumber --applied-set.version=3 --applied-set.to=4\n")
                .doesNotContain("accept-");
        assertThat(run(others("status")).migrator().get("applied"))
                .asString()
                .contains("differs=renamed, renumberedTo=4");
        assertThat(run("command=verify").exitCode()).isEqualTo(2);
        assertThat(run("command=renumber", "version=3").exitCode()).isEqualTo(64);
        assertThat(run("command=renumber", "version=3", "to=1").exitCode()).isEqualTo(1);

        Run renumber = run("command=renumber", "version=3", "to=4");

        assertThat(renumber.exitCode()).isZero();
        assertThat(renumber.out())
                .contains("The row was\n  3_c, applied at ", "and is now\n  4_c, applied at ")
                .contains("Version 3 has a file of its own, 3_other, which is pending: the next start runs\n  it.");
        assertThat(this.database.applied()).containsExactly("1_a", "4_c");
        this.database.execute("UPDATE public.applied_migrations SET version = 5 WHERE version = 4");
        Run json = run("command=renumber", "version=5", "to=4", "format=json");
        assertThat(json.json()).containsOnlyKeys("before", "after");
        assertThat(json.json().get("after")).asString().contains("version=4");
        this.database.execute("UPDATE public.applied_migrations SET version = 5 WHERE version = 4");
        assertThat(run("command=forget", "version=5").out())
                .contains("Its content is in 4_c, which is pending: the next start runs it again.");
    }

    @Test
    void optionAllowsRollbackOfAnEditedVersion() {
        run("command=migrate");
        this.files.with("3_c.up.sql", "CREATE TABLE public.c (id int, merged text);");

        assertThat(run("command=rollback").exitCode()).isEqualTo(1);
        assertThat(run("command=rollback", "checksum-mismatch=warn").exitCode()).isZero();
        assertThat(this.database.applied()).containsExactly("1_a");
    }

    @Test
    void snapshotIsNotWrittenIfTheFilesCannotBeUsed(@TempDir Path folder) {
        Run run = run(
                Map.of("applied-set.locations", "file:" + folder.resolve("nowhere")),
                "command=snapshot",
                "folder=" + folder.resolve("snapshot"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void newWritesAPairWithTheNextUnusedVersion() {
        run("command=migrate");
        this.database.execute("INSERT INTO public.applied_migrations VALUES (8, 'orphan')");
        this.files.with("0004_d.up.sql", "SELECT 1;");

        Run created = run("command=new", "name= Add phone-number! ", "format=json");

        assertThat(created.exitCode()).isZero();
        assertThat(created.json()).containsEntry("name", "add_phone_number");
        assertThat(this.files.path().resolve("0009_add_phone_number.up.sql")).isEmptyFile();
        assertThat(this.files.path().resolve("0009_add_phone_number.down.sql")).isEmptyFile();
        assertThat(run("command=new", "name=x").out()).contains("0010_x.up.sql");
    }

    @Test
    void newKnowsTheFilesOfItsFolderToo(@TempDir Path sources) {
        new MigrationFolder(sources).with("sub/007_g.up.sql", "SELECT 1;");

        assertThat(run("command=new", "name=x", "folder=" + sources).out()).contains("/008_x.up.sql");
        assertThat(run("command=new", "name=y", "folder=" + sources).out()).contains("/009_y.up.sql");
    }

    @Test
    void newAfterTheHighestVersionIsRefused() throws IOException {
        this.files.with("9223372036854775807_z.up.sql", "SELECT 1;");

        Run created = run("command=new", "name=b");

        assertThat(created.exitCode()).isEqualTo(1);
        assertThat(created.err())
                .contains(
                        "Nothing was written.", "Version 9223372036854775807\n    already exists", "rename its files");
        try (Stream<Path> written = Files.list(this.files.path())) {
            assertThat(written).hasSize(5);
        }
    }

    @Test
    void newWritesATimeWhereTheOthersAreTimes() {
        this.files
                .without("1_a.up.sql")
                .without("1_a.down.sql")
                .without("3_c.up.sql")
                .without("3_c.down.sql")
                .with("20260520103800_a.up.sql", "SELECT 1;");

        Run created = run("command=new", "name=b");

        assertThat(created.out()).containsPattern("/20\\d{12}_b\\.up\\.sql");
        assertThat(created.out()).doesNotContain("20260520103801");
    }

    @Test
    void newWorksWithoutADatabaseAndSaysSo() throws Exception {
        Run created =
                run(Map.of("spring.datasource.url", "jdbc:postgresql://localhost:1/none"), "command=new", "name=b");

        assertThat(created.exitCode()).isZero();
        assertThat(created.out()).contains("The database cannot be read", "4_b.up.sql");
        try (Stream<Path> written = Files.list(this.files.path())) {
            assertThat(written).hasSize(6);
        }
    }

    @Test
    void newNeedsANameAndAFolder() {
        assertThat(run("command=new").err()).contains("--applied-set.name=... is missing.");
        assertThat(run("command=new", "name=..").exitCode()).isEqualTo(64);
        assertThat(run("command=new", "name=b", "folder=/nowhere").err()).contains("There is no folder /nowhere");
        assertThat(run(
                                Map.of("applied-set.locations", this.files.location()),
                                "command=new",
                                "name=b",
                                "locations=classpath:slices")
                        .err())
                .contains("There is no folder src/main/resources/slices");
    }

    @Test
    void helpNeedsNoDatabaseAndNamesEveryCommand() {
        Run help = run(Map.of("spring.datasource.url", "jdbc:postgresql://localhost:1/none"), "command=help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains(
                        "migrate",
                        "status",
                        "verify",
                        "dry-run",
                        "rollback",
                        "new",
                        "accept-rename",
                        "accept-checksum",
                        "forget",
                        "help",
                        "Exit codes");
        assertThat(help.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void explainNeedsNoDatabaseAndPrintsTheTopicOfAnError() {
        Run text = explain("topic=database-missing");
        Run json = explain("topic=docs/reference/errors.md#database-missing", "format=json");

        assertThat(text.exitCode()).isZero();
        assertThat(text.err()).isEmpty();
        assertThat(text.out())
                .startsWith("A database that does not exist\n\n    Description:\n")
                .contains("\n    Create the database, or correct its name in spring.datasource.url or\n      applied");
        assertThat(json.exitCode()).isZero();
        assertThat(json.json())
                .isEqualTo(Map.of(
                        "topic", "database-missing", "title", "A database that does not exist", "text", text.out()));
    }

    @Test
    void explainListsTheTopicsIfNoneIsGiven() {
        for (Run list : List.of(explain(), explain("topic="))) {
            assertThat(list.exitCode()).isZero();
            assertThat(list.out().lines())
                    .contains("  migration-failed           A statement that fails")
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        }
        assertThat(listed(explain("format=json"), "topics"))
                .contains(Map.of("topic", "migration-failed", "title", "A statement that fails"));
    }

    @Test
    void explainOfAnUnknownTopicSuggestsAndListsTopics() {
        Run slip = explain("topic=migraton-faild");
        Run nothing = explain("topic=weather");

        assertThat(List.of(slip, nothing)).allSatisfy(run -> {
            assertThat(run.exitCode()).isEqualTo(64);
            assertThat(run.err()).contains(" adoption-refused,", " which-instance\n");
        });
        assertThat(slip.err()).contains("There is no topic 'migraton-faild'.", "Did you mean 'migration-failed'?");
        assertThat(nothing.err()).doesNotContain("Did you mean");
    }

    private static Run explain(String... options) {
        return CommandLine.run(
                Map.of(),
                Stream.concat(Stream.of("command=explain"), Stream.of(options))
                        .map(option -> "--applied-set." + option)
                        .toArray(String[]::new));
    }

    @Test
    void wrongCommandLinesExitWith64AndDoNothing() {
        List<Run> runs = new ArrayList<>(List.of(
                run("command=nothing"),
                run("command=migrate", "vresion=3"),
                run("command=status", "version=3"),
                run("command=migrate", "format=xml"),
                run("command=migrate", "command-context=mine"),
                run("command=migrate", "migrator=other"),
                run("command=rollback", "count=none"),
                run("command=rollback", "count=0"),
                run("command=rollback", "to=-1"),
                run("command=rollback", "dry-run=perhaps"),
                run("command=forget"),
                run("command=forget", "version=-1")));

        assertThat(runs).allSatisfy(run -> {
            assertThat(run.exitCode()).isEqualTo(64);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("Nothing was done.", "--applied-set.command=help");
        });
        assertThat(runs.get(0).err()).contains("There is no command 'nothing'. The commands are: migrate, status,");
        assertThat(runs.get(1).err()).contains("--applied-set.vresion is neither an option of the command migrate nor");
        assertThat(runs.get(2).err()).contains("--applied-set.version is neither");
        assertThat(this.database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void databaseThatIsDownIsAnErrorInBothFormats() {
        Map<String, Object> down = Map.of("spring.datasource.url", "jdbc:postgresql://localhost:1/none");

        Run text = run(down, "command=status");
        Run json = run(down, others("status"));

        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.err())
                .startsWith("Description:\n\nCould not connect to the database.")
                .doesNotContain("\tat ");
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(json.error().get("description")).asString().startsWith("Could not connect to the database.");
    }

    @Test
    void withoutADatabaseTheErrorNamesTheMissingSetting() {
        Run run = run(Map.of("spring.datasource.url", ""), "command=status");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().replaceAll("\\s+", " ")).contains("There is no DataSource and no applied-set.url.");
    }

    @Test
    void badPropertyIsAnErrorThatNamesIt() {
        Run run = run(Map.of("applied-set.orphans", "perhaps"), "command=status");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("applied-set.orphans");
    }

    @Test
    void separateUrlIsEnough() {
        Run run = run(
                Map.of(
                        "spring.datasource.url", "",
                        "applied-set.url", this.database.url(),
                        "applied-set.username", this.database.username(),
                        "applied-set.password", this.database.password()),
                "command=migrate");

        assertThat(run.exitCode()).isZero();
        assertThat(this.database.applied()).hasSize(2);
    }

    @Test
    void severalMigratorsAreRunTogetherOrByName() {
        Map<String, Object> several = new TreeMap<>(Map.of(
                "applied-set.migrators.orders.table", "orders_migrations",
                "applied-set.migrators.stock.table", "stock_migrations",
                "applied-set.migrators.stock.locations", "classpath:slices"));

        assertThat(run(several, "command=migrate", "migrator=orders").exitCode())
                .isZero();
        Run status = run(several, "command=status");
        assertThat(status.exitCode()).isEqualTo(2);
        assertThat(status.out())
                .containsSubsequence(
                        "orders: public.orders_migrations in", "2 applied, 0 pending",
                        "stock: public.stock_migrations in", "0 applied, 1 pending");
        assertThat(run(several, "command=rollback").err())
                .contains("There are several migrators: orders, stock.\nSelect one with --applied-set.migrator=NAME.");
        assertThat(run(several, "command=rollback", "migrator=orders", "count=2")
                        .exitCode())
                .isZero();
    }

    @Test
    void optionsMayComeFromTheEnvironmentToo() {
        assertThat(run(Map.of("applied-set.command", "migrate", "applied-set.format", "json"))
                        .migrator())
                .containsKey("applied");
    }

    @Test
    void adoptIsPreviewedAndThenAdopts() {
        this.database.execute(
                "CREATE TABLE public.schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)",
                "INSERT INTO public.schema_migrations VALUES (1, false)");
        String[] tool = {"command=adopt", "legacy.tool=golang-migrate"};

        Run preview = run(tool[0], tool[1], "dry-run=true");
        assertThat(preview.exitCode()).isZero();
        assertThat(preview.out())
                .contains(
                        "Would be marked as applied, from golang-migrate's table\npublic.schema_migrations:\n",
                        "1  a     unknown     no")
                .endsWith("Nothing was changed: this is a dry run.\n");
        assertThat(this.database.hasTable("public.applied_migrations")).isFalse();

        Run adopt = run(tool[0], tool[1], "format=json");
        assertThat(adopt.exitCode()).isZero();
        assertThat(adopt.json())
                .containsEntry("tool", "golang-migrate")
                .containsEntry("table", "public.schema_migrations")
                .containsEntry("dryRun", false);
        assertThat(adopt.json().get("adopted")).asString().startsWith("[{version=1, name=a, file=");
        assertThat(this.database.applied()).containsExactly("1_a");
        assertThat(run(tool).exitCode()).isEqualTo(1);
    }

    @Test
    void adoptInJsonHasWhatThePageSays() {
        this.database.execute(
                "CREATE TABLE public.flyway_schema_history (installed_rank int, version text, description text, type text,"
                        + " script text, checksum int, installed_on timestamp, success boolean)",
                "INSERT INTO public.flyway_schema_history VALUES"
                        + " (1, '1', 'a', 'SQL', 'V1__a.sql', -1, '2026-05-20 10:38:00', true),"
                        + " (2, NULL, 'v', 'SQL', 'R__v.sql', 2, '2026-05-20 10:38:00', true),"
                        + " (3, '3', 'c', 'JDBC', 'V3__c', NULL, '2026-05-20 10:38:00', true)");

        Run run = run("command=adopt", "legacy.tool=flyway", "dry-run=true", "format=json");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        assertThat(run.json())
                .containsOnlyKeys("tool", "table", "dryRun", "adopted", "notAdopted", "obstacles")
                .containsEntry("tool", "flyway")
                .containsEntry("table", "public.flyway_schema_history")
                .containsEntry("dryRun", true);
        Map<String, Object> adopted = new TreeMap<>(Map.of("version", 3, "name", "c", "legacyVersion", "3"));
        adopted.put("checksum", null);
        assertThat(listed(run, "adopted")).singleElement().satisfies(row -> {
            assertThat(row).containsOnlyKeys("version", "name", "file", "legacyVersion", "appliedAt", "checksum");
            assertThat(row).containsAllEntriesOf(adopted);
            assertThat(row.get("file")).asString().endsWith("/3_c.up.sql");
            assertThat(row.get("appliedAt")).asString().startsWith("2026-05-");
        });
        assertThat(listed(run, "notAdopted")).singleElement().satisfies(left -> {
            assertThat(left).containsOnlyKeys("what", "reason").containsEntry("what", "R__v.sql");
        });
        assertThat(listed(run, "obstacles")).singleElement().satisfies(obstacle -> {
            assertThat(obstacle).containsOnlyKeys("what", "action", "problem");
            assertThat(obstacle).containsEntry("problem", "legacy-tracker-refused");
            assertThat(obstacle.get("what")).asString().startsWith("Version 1, V1__a.sql had the checksum -1");
        });
        assertThat(run("command=adopt", "legacy.tool=flyway", "dry-run=true").out())
                .containsSubsequence(
                        "\nMust be resolved first:\n\n  Version 1, V1__a.sql had the checksum -1 when Flyway ran it, but the file",
                        "\n    Restore the content of V1__a.sql. If it was changed on purpose, note that in\n    the first line of the file:\n",
                        "        -- Imported from V1__a.sql (Flyway checksum -1)\n");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> listed(Run run, String member) {
        return (List<Map<String, Object>>) Objects.requireNonNull(run.json().get(member));
    }

    @Test
    void adoptOfWhatIsDirtyExitsWith1AndRecordsNothing() {
        this.database.execute(
                "CREATE TABLE public.schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)",
                "INSERT INTO public.schema_migrations VALUES (1, true)");

        assertThat(run("command=adopt", "legacy.tool=golang-migrate", "dry-run=true"))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(1));
        assertThat(run("command=adopt", "legacy.tool=golang-migrate").exitCode())
                .isEqualTo(1);
        assertThat(this.database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void importFilesIsPreviewedAndThenWrites(@TempDir Path flyway) {
        new MigrationFolder(flyway)
                .with("sql/V1__create_users.sql", "CREATE TABLE users (id int);\n")
                .with("sql/R__view.sql", "SELECT 1;\n");
        String folder = "folder=" + flyway.resolve("sql");
        Path target = flyway.resolve("ours");

        Run preview = run("command=import-files", folder, "target=" + target, "dry-run=true");
        assertThat(preview.exitCode()).isZero();
        assertThat(preview.out()).contains("1_create_users.up.sql", "view.repeatable.sql", "this is a dry run");
        assertThat(target).doesNotExist();

        Run written = run("command=import-files", folder, "target=" + target, "tool=flyway");
        assertThat(written.exitCode()).isZero();
        assertThat(written.out()).contains("applied-set.locations=file:" + target);
        Path module = flyway.resolve("shop/src/main/resources/db/ours");
        assertThat(run("command=import-files", folder, "target=" + module).out())
                .contains("applied-set.locations=classpath:db/ours\n");
        assertThat(target.resolve("1_create_users.up.sql")).exists();
        assertThat(flyway.resolve("sql/V1__create_users.sql")).exists();
        assertThat(run("command=import-files", folder, "tool=other").exitCode()).isEqualTo(64);
        assertThat(run("command=import-files", "folder=/nowhere").exitCode()).isEqualTo(64);
        assertThat(run("command=import-files", "folder=" + this.files.path()).exitCode())
                .isEqualTo(1);
    }

    @Test
    void importFilesUsesTheFileNameSettingsOfFlyway(@TempDir Path flyway) {
        new MigrationFolder(flyway).with("sql/M1-a.pgsql", "SELECT '#a#';\n").with("sql/Z-b.sql", "SELECT 1;\n");
        Map<String, Object> names = Map.of(
                "spring.flyway.sql-migration-prefix", "M",
                "spring.flyway.sql-migration-separator", "-",
                "spring.flyway.sql-migration-suffixes[0]", ".pgsql",
                "spring.flyway.sql-migration-suffixes[1]", ".sql",
                "spring.flyway.repeatableSqlMigrationPrefix", "Z",
                "spring.flyway.placeholder-prefix", "#",
                "spring.flyway.placeholder-suffix", "#");

        Run run = run(names, "command=import-files", "folder=" + flyway.resolve("sql"), "format=json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.json())
                .containsOnlyKeys("tool", "from", "to", "dryRun", "files", "untranslated")
                .containsEntry("tool", "flyway")
                .containsEntry("from", flyway.resolve("sql").toString())
                .containsEntry("to", flyway.resolve("applied-set").toString())
                .containsEntry("dryRun", false);
        assertThat(run.json().get("files"))
                .isEqualTo(List.of(
                        Map.of("file", "1_a.up.sql", "original", "M1-a.pgsql", "there", false),
                        Map.of("file", "b.repeatable.sql", "original", "Z-b.sql", "there", false)));
        assertThat(run.json().get("untranslated"))
                .isEqualTo(List.of(Map.of(
                        "file", "M1-a.pgsql",
                        "line", 1,
                        "what", "the placeholder #a#",
                        "action", "Replace it with its value",
                        "stops", true)));
        Map<String, Object> literal = Map.of("spring.flyway.placeholder-replacement", "false");
        new MigrationFolder(flyway).with("literal/V1__a.sql", "SELECT '${a}';\n");
        assertThat(run(
                                literal,
                                "command=import-files",
                                "folder=" + flyway.resolve("literal"),
                                "target=" + flyway.resolve("l"))
                        .out())
                .doesNotContain("Without a counterpart");
    }

    @Test
    void importFilesNeedsNoDatabaseOrApplicationCode(@TempDir Path flyway) {
        new MigrationFolder(flyway).with("sql/V1__a.sql", "SELECT 1;\n").with("other/V1__b.sql", "SELECT 1;\n");

        Run run = CommandLine.run(
                Set.of(JavaApplication.class),
                Map.of("applied-set.locations", "file:" + flyway.resolve("sql")),
                "--applied-set.command=import-files");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(flyway.resolve("applied-set/1_a.up.sql")).exists();
        Map<String, Object> two = Map.of(
                "applied-set.migrators.one.locations", "file:" + flyway.resolve("sql"),
                "applied-set.migrators.two.locations", "file:" + flyway.resolve("other"));
        assertThat(run(two, "command=import-files").err()).contains("Select one with --applied-set.migrator=NAME");
        assertThat(run(two, "command=import-files", "migrator=two", "target=" + flyway.resolve("two"))
                        .exitCode())
                .isZero();
        assertThat(flyway.resolve("two/1_b.up.sql")).exists();
    }

    @Test
    void outputOfVerifyFitsInto80Columns() {
        Run verify = run("command=verify");

        assertThat(verify.exitCode()).isEqualTo(2);
        assertThat(verify.out())
                .contains("1. Migration 1_a", "2. Migration 3_c")
                .containsOnlyOnce("Apply the pending migrations");
        assertThat(verify.out().lines().skip(1))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void verifyInJsonListsOrphansBesideProblems() {
        run("command=migrate");
        this.files.with("1_a.up.sql", "SELECT 1;").without("3_c.up.sql").without("3_c.down.sql");

        Map<String, Object> verify = run(others("verify")).migrator();

        assertThat(verify.get("problems")).asString().contains("changed-migration");
        assertThat(verify.get("orphans")).asString().startsWith("[{version=3, name=c, appliedAt=");
    }

    @Test
    void migrateSaysWhatItRecordsWithoutRunningIt() {
        this.database.execute("CREATE TABLE public.a (id int)");

        Run migrate = run("command=migrate", "baseline-version=1");

        assertThat(migrate.out())
                .contains("\n\n1 migration marked as applied without running it\n\n  VERSION  NAME  APPLIED IN\n")
                .contains("1 migration applied in ");
    }

    @Test
    void snapshotIsWrittenFromTheDatabase(@TempDir Path folder) throws IOException {
        run("command=migrate");
        this.database.execute("CREATE TABLE public.by_hand (id int)");
        this.database.executeAsSuperuser(
                "CREATE FOREIGN DATA WRAPPER w",
                "CREATE SERVER s FOREIGN DATA WRAPPER w",
                "CREATE USER MAPPING FOR PUBLIC SERVER s");
        this.files.with("4_d.up.sql", "SELECT 1;");

        Run live = run("command=snapshot", "folder=" + folder.resolve("live"));

        assertThat(live.exitCode()).isZero();
        assertThat(live.out())
                .contains(
                        "Snapshot of the database as it is",
                        "Note: 1 user mapping is not compared",
                        "Note: the database does not match the files: 1 migration pending, 0 orphans.");
        assertThat(folder.resolve("live")).isDirectoryRecursivelyContaining("glob:**by_hand**");
        assertThat(folder.resolve("live")).isDirectoryRecursivelyContaining("glob:**/c**");
        Run again = run("command=snapshot", "folder=" + folder.resolve("live"), "format=json");
        assertThat(again.json()).containsEntry("written", 0).containsEntry("removed", 0);
        Path header = folder.resolve("live/snapshot.json");
        Files.writeString(
                header,
                Files.readString(header)
                        .replace("  \"notTold\"", "  \"exclude\": [\n    \"*.by_hand\"\n  ],\n  \"notTold\""));
        assertThat(run("command=snapshot", "folder=" + folder.resolve("live"), "format=json")
                        .json())
                .as("what the snapshot covers is said in the snapshot")
                .containsEntry("written", 0)
                .containsEntry("removed", 2);
        assertThat(run("command=snapshot", "from=nowhere").exitCode()).isEqualTo(64);
    }

    @Test
    void snapshotOfTheMigrationsNeedsTheRightToMakeADatabase(@TempDir Path folder) {
        Run refused = run("command=snapshot", "from=migrations", "folder=" + folder);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("CREATEDB");

        this.database.executeAsSuperuser("ALTER ROLE " + this.database.username() + " CREATEDB");
        Run written = run("command=snapshot", "from=migrations", "folder=" + folder);
        assertThat(written.exitCode()).isZero();
        assertThat(written.out()).contains("Snapshot of the migrations, run in a scratch database");
        assertThat(this.database.hasTable("public.a")).isFalse();
    }

    @Test
    void verifyReportsAMissingSnapshot() {
        run("command=migrate");

        assertThat(run("command=verify").out()).contains("The application has no snapshot to compare the schema with.");
        assertThat(run(others("verify")).migrator().get("snapshot")).hasToString("{status=no-snapshot}");
    }
}
