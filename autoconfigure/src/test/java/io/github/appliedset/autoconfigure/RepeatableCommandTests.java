package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.mock.env.MockEnvironment;

/** What commands say about repeatable migrations. */
@PostgresTest
class RepeatableCommandTests {

    private static final String VIEW = "CREATE OR REPLACE VIEW public.active AS SELECT 1 AS one;";
    private static final String VIEW_2 = "CREATE OR REPLACE VIEW public.active AS SELECT 2 AS one;";

    private MigrationFolder files;
    private TestDatabase database;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        this.files = new MigrationFolder(folder)
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("1_a.down.sql", "DROP TABLE public.a;")
                .with("active.repeatable.sql", VIEW);
    }

    private Run run(String... options) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of(
                "spring.datasource.url", this.database.url(),
                "spring.datasource.username", this.database.username(),
                "spring.datasource.password", this.database.password(),
                "applied-set.locations", this.files.location()));
        return CommandLine.run(
                all,
                Arrays.stream(options).map(option -> "--applied-set." + option).toArray(String[]::new));
    }

    private static String words(Run run) {
        return run.out().replaceAll("\\s+", " ");
    }

    @Test
    void alignRunsDueRepeatablesWithoutPendingVersions() {
        run("command=migrate", "development=true");
        this.files.with("active.repeatable.sql", VIEW_2);

        Run shown = run("command=align", "development=true", "dry-run=true");
        assertThat(words(shown)).contains("Will be applied: repeatable active");
        Run aligned = run("command=align", "development=true", "release=2099-01-01T00:00:00Z", "yes=true");

        assertThat(words(aligned)).contains("repeatable active ran in");
        assertThat(run("command=status", "release=2099-01-01T00:00:00Z").exitCode())
                .isZero();
    }

    @Test
    void everyCommandDistinguishesDueAndCurrentRepeatables() {
        Run pending = run("command=status");
        assertThat(pending.exitCode()).isEqualTo(2);
        assertThat(pending.out())
                .containsPattern("  REPEATABLE  STATE    APPLIED AT\n +active  pending\n")
                .contains("0 applied, 1 pending, 0 orphans\nRepeatable: 1 pending\n");
        assertThat(words(run("command=dry-run")))
                .contains("1_a ran in", "repeatable active ran in", "2 ran, 0 failed, 0 not tried");

        Run migrated = run("command=migrate");
        assertThat(words(migrated)).contains("1 migration applied in", "REPEATABLE RAN IN active");

        Run status = run("command=status", "format=json");
        assertThat(status.exitCode()).isZero();
        assertThat(status.migrator().get("repeatables"))
                .asString()
                .matches("\\[\\{name=active, file=.*/active.repeatable.sql, state=applied, appliedAt=2.*Z,"
                        + " checksum=[0-9a-f]{64}}]");
        assertThat(words(run("command=verify"))).contains("nothing pending, 0 orphans Repeatable: 1 applied");
        assertThat(run("command=verify").exitCode()).isZero();

        this.files.with("active.repeatable.sql", VIEW_2);
        Run verify = run("command=verify");
        assertThat(verify.exitCode()).isEqualTo(2);
        assertThat(words(verify))
                .contains("Repeatable migration active has changed. ", "--applied-set.command=migrate");
        assertThat(run("command=status").exitCode()).isEqualTo(2);
        assertThat(run("command=status", "only=orphans").out()).doesNotContain("REPEATABLE");
        assertThat(words(run("command=dry-run"))).contains("repeatable active ran in", "1 ran, 0 failed");
        assertThat(words(run("command=migrate")))
                .contains("1 repeatable migration ran")
                .doesNotContain("Nothing");
        this.database.execute("DROP VIEW public.active");
        assertThat(words(run("command=verify")))
                .contains("Repeatable migration active must run again, because these are gone: view public.active.");
    }

    /** Keyboards and file systems write one letter in two ways. */
    @ParameterizedTest
    @EnumSource(
            value = Normalizer.Form.class,
            names = {"NFC", "NFD"})
    void nameMayBeWrittenInEitherFormOfUnicode(Normalizer.Form typed) {
        Normalizer.Form stored = typed == Normalizer.Form.NFC ? Normalizer.Form.NFD : Normalizer.Form.NFC;
        String file = Normalizer.normalize("caf\u00e9", stored) + ".repeatable.sql";
        String name = Normalizer.normalize("caf\u00e9", typed);
        this.files.with(file, "CREATE OR REPLACE VIEW public.coffee AS SELECT 1 AS one;");
        run("command=migrate");

        assertThat(run("command=repeat", "name=" + name).exitCode()).isZero();
        assertThat(rows("caf\u00e9")).isEqualTo(2);

        this.files.without(file);
        Run forgotten = run("command=forget", "name=" + name, "yes=true");
        assertThat(forgotten.exitCode()).as(words(forgotten)).isZero();
        assertThat(rows("caf\u00e9")).isZero();

        // Somebody has written the row by hand.
        this.database.execute("INSERT INTO public.applied_migrations_repeatable (name, checksum) VALUES ('"
                + Normalizer.normalize("caf\u00e9", Normalizer.Form.NFD) + "', repeat('0', 64))");
        assertThat(run("command=forget", "name=" + Normalizer.normalize("caf\u00e9", Normalizer.Form.NFD), "yes=true")
                        .exitCode())
                .isZero();
    }

    private int rows(String name) {
        return Integer.parseInt(this.database
                .query("SELECT count(*) FROM public.applied_migrations_repeatable WHERE name = '" + name + "'")
                .get(0));
    }

    @Test
    void dryRunSaysWhichOneFails() {
        this.files.with("broken.repeatable.sql", "\nSELECT nothing;");

        Run run = run("command=dry-run");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(words(run))
                .contains("repeatable broken FAILED at file:", "broken.repeatable.sql, line 2, column 8")
                .contains("2 ran, 1 failed, 0 not tried");
        assertThat(this.database.hasTable("public.applied_migrations_repeatable"))
                .isFalse();
    }

    @Test
    void supersededIsNotPendingAndRepeatForcesIt() {
        run("command=migrate", "release=2026-05-20T10:00:00Z");
        this.files.with("active.repeatable.sql", VIEW_2);
        run("command=migrate", "release=2026-05-21T10:00:00Z");
        this.files.with("active.repeatable.sql", VIEW);

        Run status = run("command=status", "release=2026-05-20T10:00:00Z");
        assertThat(status.exitCode()).isZero();
        assertThat(words(status))
                .contains("active superseded: newer content applied 2026-")
                .contains("--applied-set.command=repeat --applied-set.name=active");
        Run verify = run("command=verify", "release=2026-05-20T10:00:00Z");
        assertThat(verify.exitCode()).isZero();
        assertThat(words(run("command=migrate", "release=2026-05-20T10:00:00Z")))
                .contains("Nothing is pending.");

        Run repeat = run("command=repeat", "name=active", "release=2026-05-20T10:00:00Z");

        assertThat(repeat.exitCode()).isZero();
        assertThat(words(repeat)).contains("active ran in");
        assertThat(this.database.query("SELECT one FROM public.active")).containsExactly("1");
        assertThat(this.database.query(
                        "SELECT release AT TIME ZONE 'UTC' FROM public.applied_migrations_repeatable ORDER BY seq"))
                .containsExactly("2026-05-20 10:00:00", "2026-05-21 10:00:00", "2026-05-20 10:00:00");
        assertThat(run("command=repeat", "name=nowhere").exitCode()).isEqualTo(1);
        assertThat(run("command=repeat").exitCode()).isEqualTo(64);
    }

    @Test
    void rowsOfADeletedFileStayUntilTheyAreForgotten() {
        run("command=migrate");
        this.files.without("active.repeatable.sql");

        Run status = run("command=status");
        assertThat(status.exitCode()).isZero();
        assertThat(words(status)).contains("active orphan 2", "--applied-set.command=forget --applied-set.name=active");
        assertThat(run("command=forget", "name=active", "version=1").exitCode()).isEqualTo(64);

        Run forget = run("command=forget", "name=active");

        assertThat(forget.exitCode()).isZero();
        assertThat(words(forget)).contains("The rows were active, applied at", "and are removed.");
        assertThat(run("command=status").out()).doesNotContain("REPEATABLE", "active");
        Run again = run("command=forget", "name=active");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("No repeatable migration active is recorded");
        this.files.with("active.repeatable.sql", VIEW);
        run("command=migrate");
        assertThat(words(run("command=forget", "name=active"))).contains("which counts as never run");
    }

    @Test
    void rollbackReportsThatItKeepsRepeatables() {
        run("command=migrate");

        Run rollback = run("command=rollback");

        assertThat(rollback.exitCode()).isZero();
        assertThat(rollback.out()).contains("1 repeatable migration left alone: a rollback does not undo them\n");
        assertThat(this.database.query("SELECT one FROM public.active")).containsExactly("1");
    }

    @Test
    void releaseIsThatOfThePropertyOrOfTheBuild(@TempDir Path folder) throws Exception {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("spring.info.git.location", "file:" + folder + "/git.properties")
                .withProperty("spring.info.build.location", "file:" + folder + "/build-info.properties");
        ReleaseStamp stamp = new ReleaseStamp(environment, new DefaultResourceLoader());
        Instant expected = Instant.parse("2026-05-20T10:38:00Z");

        assertThat(stamp.of(null)).isNull();
        Files.writeString(folder.resolve("build-info.properties"), "build.time=2026-05-20T10\\:38\\:00Z\n");
        assertThat(stamp.of(" ")).isEqualTo(expected);
        Files.writeString(folder.resolve("git.properties"), "git.commit.time=2026-05-21T12\\:38\\:00+0200\n");
        assertThat(stamp.of(null)).isEqualTo(expected.plusSeconds(86_400));
        for (String text : List.of(
                "2026-05-20T10:38:00Z",
                "2026-05-20T12:38:00+02:00",
                "2026-05-20T12:38:00+0200",
                "2026-05-20T10:38",
                "202605201038",
                "20260520103800",
                "1779273480",
                "1779273480000")) {
            assertThat(stamp.of(text)).as(text).isEqualTo(expected);
        }
        for (String text :
                List.of("yesterday", "177927348", "17792734800", "202613201038", "20260230103800", "1".repeat(16))) {
            assertThatExceptionOfType(AppliedSetConfigurationException.class)
                    .isThrownBy(() -> stamp.of(text))
                    .withMessageContaining("applied-set.release is '" + text + "', which is not a time");
        }
    }
}
