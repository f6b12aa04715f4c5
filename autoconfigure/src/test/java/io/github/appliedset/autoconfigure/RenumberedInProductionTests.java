package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * A migration that ran as 3 and is 4 on disk, where nobody develops: an orphan and a pending file of one checksum. Nothing runs
 * it a second time, and whatever is tried says the line that settles it.
 */
@PostgresTest
class RenumberedInProductionTests {

    private static final String LINE = "--applied-set.command=renumber --applied-set.version=3 --applied-set.to=4";

    private MigrationFolder files;
    private TestDatabase database;

    @BeforeEach
    void renumber(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        this.files = new MigrationFolder(folder)
                .with("1_employee.up.sql", "CREATE TABLE public.employee (id int);")
                .with("3_address.up.sql", "ALTER TABLE public.employee ADD address text;");
        assertThat(run("migrate").exitCode()).isZero();
        this.files.renamed("3_address.up.sql", "4_address.up.sql");
    }

    private Run run(String words) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String property : this.database.properties()) {
            properties.put(property.split("=", 2)[0], property.split("=", 2)[1]);
        }
        properties.put("applied-set.locations", this.files.location());
        return CommandLine.runUnbroken(
                properties,
                Stream.of(("command=" + words).split(" "))
                        .map(word -> "--applied-set." + word)
                        .toArray(String[]::new));
    }

    private void isAsBefore() {
        assertThat(this.database.applied()).containsExactly("1_employee", "3_address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "verify", "wait"})
    void noStartRunsItTwice(String mode) {
        for (String setting : List.of("fail", "warn", "ignore")) {
            new ApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                    .withPropertyValues(this.database.properties())
                    .withPropertyValues(
                            "applied-set.locations=" + this.files.location(),
                            "applied-set.mode=" + mode,
                            "applied-set.orphans=" + setting,
                            "applied-set.checksum-mismatch=" + setting)
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("3_address was applied at ")
                            .hasMessageContaining(LINE));
        }
        isAsBefore();
    }

    /** Also those that are about something else, and those that an operator reaches for first. */
    @ParameterizedTest
    @CsvSource({
        "migrate, 1",
        "migrate to=4, 1",
        "dry-run, 1",
        "verify, 2",
        "status, 2",
        "accept-rename version=3 yes=true, 1",
        "accept-checksum version=3 yes=true, 1",
        "rollback yes=true, 1"
    })
    void everyCommandSaysTheLine(String command, int exitCode) {
        Run run = run(command);

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
        assertThat(run.out() + run.err()).contains(LINE);
        assertThat(this.database.query("SELECT count(*) FROM public.applied_migrations WHERE version = 4"))
                .containsExactly("0");
    }

    @Test
    void printedCommandResolvesTheProblem() {
        Run run = run(LINE.replace("--applied-set.command=", "").replace("--applied-set.", ""));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run("migrate").exitCode()).isZero();
        assertThat(run("verify").exitCode()).isZero();
        assertThat(this.database.applied()).containsExactly("1_employee", "4_address");
        assertThat(Arrays.asList(run("status").exitCode())).containsExactly(0);
    }
}
