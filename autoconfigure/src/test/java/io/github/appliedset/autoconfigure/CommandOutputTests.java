package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How commands lay out what they say: what is listed, in which order, and within 80 columns. */
@PostgresTest
class CommandOutputTests {

    private MigrationFolder files;
    private TestDatabase database;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        this.files = new MigrationFolder(folder)
                .with("1_a.up.sql", "SELECT 1;")
                .with("3_c.up.sql", "SELECT 1;")
                .with("5_e.up.sql", "SELECT 1;")
                .with("7_g.up.sql", "SELECT 1;");
    }

    private Run run(String... options) {
        return CommandLine.run(
                Map.of(
                        "spring.datasource.url", this.database.url(),
                        "spring.datasource.username", this.database.username(),
                        "spring.datasource.password", this.database.password(),
                        "applied-set.locations", this.files.location()),
                Arrays.stream(options).map(option -> "--applied-set." + option).toArray(String[]::new));
    }

    /** 2 late, 3 edited, 7 without a file, 9 pending. */
    private void everyState() {
        run("command=migrate");
        this.files.with("2_b.up.sql", "SELECT 1;");
        run("command=migrate");
        this.files.with("3_c.up.sql", "SELECT 3;").without("7_g.up.sql").with("9_i.up.sql", "SELECT 1;");
    }

    private static List<String> rows(Run run) {
        return run.out()
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("\\d+ .*(applied|pending|orphan|edited).*"))
                .filter(line -> !line.contains(","))
                .map(line -> line.split("\\s+")[0])
                .toList();
    }

    private Map<String, Object> json(String... options) {
        return run(Stream.concat(Stream.of("command=status", "format=json"), Stream.of(options))
                        .toArray(String[]::new))
                .migrator();
    }

    @Test
    void statusListsOnlyTheRequestedMigrations() {
        everyState();

        assertThat(rows(run("command=status", "only=pending"))).containsExactly("9");
        assertThat(rows(run("command=status", "only=orphans"))).containsExactly("7");
        assertThat(rows(run("command=status", "only=differs"))).containsExactly("3");
        assertThat(run("command=status", "only=late").out())
                .containsPattern("  2  b     applied, late")
                .doesNotContain("  1  a ");
        assertThat(run("command=status", "only=late"))
                .satisfies(late -> assertThat(late.exitCode())
                        .as("the exit code is about all")
                        .isEqualTo(2))
                .satisfies(late -> assertThat(late.out()).endsWith("4 applied, 1 pending, 1 orphan\n"));
    }

    @Test
    void statusWithNothingToListSaysSo() {
        run("command=migrate");

        Run run = run("command=status", "only=pending");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).endsWith("\n\nNone of them: pending.\n\n4 applied, 0 pending, 0 orphans\n");
    }

    @Test
    void statusInJsonIsFilteredAndSortedButCountsAll() {
        everyState();

        assertThat(json("only=orphans"))
                .containsEntry("applied", List.of())
                .containsEntry("pending", List.of())
                .satisfies(
                        status -> assertThat(status.get("orphans")).asString().startsWith("[{version=7"))
                .satisfies(status -> assertThat(status.get("counts")).hasToString("{applied=4, pending=1, orphans=1}"));
        assertThat(json("order=date").get("applied"))
                .asString()
                .containsSubsequence("version=1", "version=3", "version=5", "version=2");
    }

    @Test
    void statusByDateEndsWithPendingMigrations() {
        everyState();

        assertThat(run("command=status", "order=date").out())
                .containsSubsequence("  1  a ", "  3  c ", "  5  e ", "  7  g ", "  2  b ", "  9  i ");
        assertThat(run("command=status", "order=version").out()).containsSubsequence("  1  a ", "  2  b ", "  3  c ");
    }

    @Test
    void migrateAndDryRunStopAtAVersion() {
        assertThat(run("command=dry-run", "to=3").out()).contains("2 ran, 0 failed, 0 not tried");
        assertThat(run("command=migrate", "to=3").out()).contains("2 migrations applied in ");
        assertThat(run("command=migrate", "to=3").out()).endsWith("Nothing is pending up to version 3.\n");
        this.files.with("2_b.up.sql", "-- applied-set: after=9_z\nSELECT 1;").with("9_z.up.sql", "SELECT 1;");
        for (String command : List.of("migrate", "dry-run")) {
            assertThat(run("command=" + command, "to=3").out())
                    .endsWith("Nothing can run up to version 3.\n2_b stays pending: it waits for 9_z.\n");
        }
        assertThat(run("command=migrate", "to=3", "format=json").out()).contains("\"waiting\"", "\"9_z\"");
        this.files.with("0_first.up.sql", "SELECT 1;");
        assertThat(run("command=dry-run", "to=3").out())
                .contains("1 ran, 0 failed, 0 not tried")
                .endsWith("2_b stays pending: it waits for 9_z.\n");
        Run unknown = run("command=migrate", "to=4");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("Version 4, up to which to migrate, is neither on disk nor applied.");
        assertThat(this.database.applied()).containsExactly("1_a", "3_c");
    }

    @Test
    void versionBelongsToOneOfSeveralMigrators() {
        Run run = CommandLine.run(
                Map.of(
                        "spring.datasource.url", this.database.url(),
                        "spring.datasource.username", this.database.username(),
                        "spring.datasource.password", this.database.password(),
                        "applied-set.migrators.one.locations", this.files.location(),
                        "applied-set.migrators.two.locations", this.files.location(),
                        "applied-set.migrators.two.table", "other"),
                "--applied-set.command=migrate",
                "--applied-set.to=3");

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.err()).contains("There are several migrators: ", "--applied-set.migrator=NAME");
    }

    @Test
    void everyOutputFitsInto80Columns(@TempDir Path folder) {
        String name = "a_rather_long_name_".repeat(9) + "of_a_migration";
        this.files
                .with("20260520103800_" + name + ".up.sql", "CREATE TABLE public.t (id int);")
                .with("20260520103800_" + name + ".down.sql", "DROP TABLE public.t;")
                .with("20260520103801_b.up.sql", "CREATE INDEX CONCURRENTLY i ON public.t (id);")
                .with("20260520103802_c.up.sql", "SELECT 1; SELECT nonsense, and, more, of, it, FROM public.nowhere;");

        Stream.of(
                        run("command=dry-run"),
                        run("command=migrate"),
                        run("command=status"),
                        run("command=verify"),
                        run("command=rollback", "count=2", "dry-run=true"),
                        run("command=rollback"),
                        run("command=forget", "version=20260520103800"),
                        run("command=forget", "version=4"),
                        run("command=adopt", "legacy.tool=flyway", "dry-run=true"),
                        run("command=new", "name=" + name, "folder=" + folder),
                        run("command=snapshot", "folder=" + folder.resolve("snapshot")),
                        run("command=import-files", "folder=" + folder),
                        run("command=nothing"),
                        run("command=help"))
                .forEach(run -> assertThat((run.out() + run.err()).lines())
                        .allSatisfy(line -> assertThat(line.length() <= 80 || isOneWord(line))
                                .as(line)
                                .isTrue()));
    }

    /** A path or an address is not broken, so that it can be copied. */
    private static boolean isOneWord(String line) {
        return !line.strip().contains(" ");
    }
}
