package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.appliedset.autoconfigure.commandapps.Constructed;
import io.github.appliedset.autoconfigure.commandapps.bootstrap.BootstrapApplication;
import io.github.appliedset.autoconfigure.commandapps.databases.DatabaseApplication;
import io.github.appliedset.autoconfigure.commandapps.java.JavaApplication;
import io.github.appliedset.autoconfigure.commandapps.plain.PlainApplication;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands as processes of applications: what of an application starts, and what does not. */
@PostgresTest
@Timeout(120)
class CommandProcessTests {

    /** What a process has written, to both streams and to standard output alone. */
    private record Run(int exitCode, String output, String standardOutput) {

        static Run of(ChildJvm process) throws InterruptedException {
            return new Run(process.awaitExit(), process.output(), process.standardOutput());
        }
    }

    private static Run run(Class<?> application, TestDatabase database, String... options) throws Exception {
        String[] arguments = Stream.concat(
                        Stream.of(database.properties()).map(property -> "--" + property),
                        Stream.concat(Stream.of("applied-set.locations=classpath:slices"), Stream.of(options))
                                .map(option -> "--" + option))
                .toArray(String[]::new);
        try (ChildJvm process = ChildJvm.start(application, List.of(), arguments)) {
            return Run.of(process);
        }
    }

    @Test
    void nothingOfTheApplicationStarts(TestDatabase database) throws Exception {
        Run run = run(PlainApplication.class, database, "applied-set.command=migrate", "logging.level.root=info");

        assertThat(run.output())
                .contains("1 migration applied")
                .doesNotContain(Constructed.SAYS, "Tomcat", "Spring Boot ::");
        assertThat(run.exitCode()).isZero();
        assertThat(database.applied()).containsExactly("1_create_book");
        assertThat(run(PlainApplication.class, database, "applied-set.command=status")
                        .exitCode())
                .isZero();
    }

    @Test
    void aBootstrapContextRunsNoCommand(TestDatabase database) throws Exception {
        String[] arguments = Stream.concat(Stream.of(database.properties()), Stream.of("applied-set.command=migrate"))
                .map(property -> "--" + property)
                .toArray(String[]::new);
        try (ChildJvm process = ChildJvm.start(BootstrapApplication.class, List.of(), arguments)) {
            Run run = Run.of(process);

            assertThat(run.output()).containsOnlyOnce("1 migration applied");
            assertThat(run.exitCode()).isZero();
        }
        assertThat(database.applied()).containsExactly("1_create_book");
    }

    @Test
    void commandRunsInsteadOfTheModeOfOneMigrator(TestDatabase database) throws Exception {
        Run run = run(
                PlainApplication.class,
                database,
                "applied-set.command=status",
                "applied-set.command-context=application",
                "applied-set.migrators.main.mode=migrate");

        assertThat(run.output()).contains("0 applied, 1 pending, 0 orphans");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void withoutACommandTheSameApplicationStarts(TestDatabase database) throws Exception {
        Run run = run(PlainApplication.class, database, "spring.main.web-application-type=none");

        assertThat(run.output()).contains(Constructed.SAYS);
    }

    @Test
    void emptyCommandOnTheCommandLineStartsNothing(TestDatabase database) throws Exception {
        Run run = run(PlainApplication.class, database, "applied-set.command=");

        assertThat(run.output()).contains("There is no command ''.").doesNotContain(Constructed.SAYS);
        assertThat(run.exitCode()).isEqualTo(64);
    }

    private static String onOneLine(Run run) {
        return run.output().replaceAll("\\s+", " ");
    }

    @Test
    void migrationsInJavaAreNotOverlooked(TestDatabase database) throws Exception {
        Run refused = run(JavaApplication.class, database, "applied-set.command=migrate");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(onOneLine(refused))
                .contains(
                        "A command does not run the application's own code",
                        "JavaApplication$Backfill is a migration written in Java",
                        "JavaApplication.inJava() creates a JavaMigration",
                        "Add --applied-set.command-context=application");
        assertThat(database.hasTable("public.applied_migrations")).isFalse();

        Run run = run(
                JavaApplication.class,
                database,
                "applied-set.command=migrate",
                "applied-set.command-context=application");
        assertThat(run.output()).contains("3 migrations applied").doesNotContain(Constructed.SAYS, "Tomcat");
        assertThat(run.exitCode()).isZero();
        assertThat(database.applied()).containsExactly("1_create_book", "2_backfill", "3_in_java");
    }

    @Test
    void dataSourceOfTheApplicationsOwnIsNotOverlooked(TestDatabase database) throws Exception {
        Run refused = run(DatabaseApplication.class, database, "applied-set.command=status");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(onOneLine(refused))
                .contains("DatabaseApplication.shop() creates a DataSource", "applied-set.url")
                .doesNotContain("reports()");

        Run inContext = run(
                DatabaseApplication.class,
                database,
                "applied-set.command=status",
                "applied-set.command-context=application");
        assertThat(inContext.output())
                .contains("0 applied, 1 pending, 0 orphans")
                .doesNotContain(Constructed.SAYS);
        assertThat(inContext.exitCode()).isEqualTo(2);

        Run withUrl = run(
                DatabaseApplication.class,
                database,
                "applied-set.command=status",
                "applied-set.url=" + database.url(),
                "applied-set.username=" + database.username(),
                "applied-set.password=" + database.password());
        assertThat(withUrl.exitCode()).isEqualTo(2);
    }

    @Test
    void stackTracesAreShownIfTheyAreAskedFor() throws Exception {
        Run run = start(
                "--applied-set.command=status",
                "--applied-set.format=json",
                "--applied-set.command-context=application",
                "--logging.level.io.github.appliedset=debug",
                "--spring.datasource.hikari.connection-timeout=1000",
                "--spring.datasource.url=jdbc:postgresql://localhost:1/none");

        assertThat(run.standardOutput().lines()).singleElement(STRING).startsWith("{\"error\":");
        assertThat(run.output()).contains("\tat org.postgresql.");
    }

    private static Run start(String... arguments) throws Exception {
        try (ChildJvm process = ChildJvm.start(PlainApplication.class, List.of(), arguments)) {
            return Run.of(process);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "application"})
    void failureInJsonIsAllOfStandardOutput(String context, @TempDir Path empty) throws Exception {
        Run run = start(
                "--applied-set.command=status",
                "--applied-set.format=json",
                "--applied-set.command-context=" + context,
                "--applied-set.locations=file:" + empty,
                "--spring.datasource.hikari.connection-timeout=1000",
                "--spring.datasource.url=jdbc:postgresql://localhost:1/none");

        assertThat(run.standardOutput().lines()).singleElement(STRING).startsWith("{\"error\":{\"description\":\"");
        assertThat(run.output()).doesNotContain("\tat ");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void contextThatCannotBeMadeIsReportedAsTheCommandsFailure() throws Exception {
        Run run = start(
                "--applied-set.command=status",
                "--applied-set.format=json",
                "--applied-set.command-context=application",
                "--spring.datasource.url=postgresql://shop:secret@db.example/shop");

        assertThat(run.standardOutput().lines())
                .singleElement(STRING)
                .startsWith("{\"error\":{\"description\":\"spring.datasource.url begins with postgresql:");
        assertThat(run.output()).doesNotContain("\tat ", "secret");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void wrongAddressFailsTheStartWithoutStackTraceOrPassword() throws Exception {
        Run run = start(
                "--spring.main.web-application-type=none",
                "--spring.datasource.url=jdbc:postgresql://shop:s%2Fecret@db.example:5433/shop?sslmode=require");

        assertThat(run.output())
                .contains(
                        "    spring.datasource.url=jdbc:postgresql://db.example:5433/shop?sslmode=require\n",
                        "    spring.datasource.username=shop\n",
                        "    spring.datasource.password=the part between ':' and '@', with each %XX decoded\n")
                .doesNotContain("\tat ", "ecret");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    /** The terminal is made by {@code script}, of util-linux. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void commandAsksAtARealTerminal(TestDatabase database, @TempDir Path folder) throws Exception {
        assumeThat(Path.of("/usr/bin/script")).exists();
        Migrator.builder()
                .dataSource(database.dataSource())
                .locations("classpath:slices")
                .build()
                .migrate();
        Path program = Files.writeString(
                folder.resolve("program"),
                "exec '" + ProcessHandle.current().info().command().orElseThrow()
                        + "' -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path") + "' "
                        + PlainApplication.class.getName() + " --applied-set.command=forget --applied-set.version=1"
                        + " --applied-set.locations=classpath:slices"
                        + Stream.of(database.properties())
                                .map(property -> " '--" + property + "'")
                                .collect(Collectors.joining()));
        Process terminal = new ProcessBuilder("script", "-qec", "sh " + program, "/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        terminal.getOutputStream().write("no\n".getBytes(StandardCharsets.UTF_8));
        terminal.getOutputStream().flush();

        assertThat(terminal.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("output"))
                .content()
                .contains(
                        "The row is",
                        "and would be",
                        "Change it? [yes/no] ",
                        "The answer was not yes. Nothing was done.");
        assertThat(terminal.exitValue()).isEqualTo(1);
        assertThat(database.applied()).containsExactly("1_create_book");
    }

    @Test
    void wordThatMeansNothingIsRefused(TestDatabase database) throws Exception {
        try (ChildJvm process = ChildJvm.start(
                PlainApplication.class,
                List.of(),
                "--applied-set.command=rollback",
                "3",
                "--spring.datasource.url=" + database.url())) {
            assertThat(process.awaitExit()).isEqualTo(64);
            assertThat(process.output()).contains("The command rollback does not understand '3'.");
        }
    }
}
