package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.command.CommandName;
import io.github.appliedset.support.AutoConfiguredWithoutJpa;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** What rows, files, the server and settings bring never controls a terminal, and never looks like a line of its own. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class ControlCharacterTests {

    private static final String EVIL = "x\u001b[31m\u009b2J\r\u202e\u2066\u2028\u0007\nFORGED";
    private static final Pattern CONTROL =
            Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]");

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class Application {}

    private TestDatabase database;
    private MigrationFolder files;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        this.files = new MigrationFolder(folder.resolve("m" + EVIL))
                .with("1_" + EVIL + ".up.sql", "SELECT 1;")
                .with("2_edited" + EVIL + ".up.sql", "SELECT 2;")
                .with("3_renamed.up.sql", "SELECT 3;");
    }

    private void contradict() {
        this.files
                .with("2_edited" + EVIL + ".up.sql", "SELECT 22;")
                .renamed("3_renamed.up.sql", "3_now" + EVIL + ".up.sql")
                .with("5_pending" + EVIL + ".up.sql", "SELECT 1;");
        this.database.execute("INSERT INTO public.applied_migrations VALUES (4, 'orphan' || $$" + EVIL
                + "$$, now(), 'sum' || $$" + EVIL + "$$)");
    }

    private Map<String, Object> properties() {
        return new LinkedHashMap<>(Map.of(
                "spring.datasource.url", this.database.url(),
                "spring.datasource.username", this.database.username(),
                "spring.datasource.password", this.database.password(),
                "applied-set.locations[0]", this.files.location()));
    }

    private void run(String... options) {
        CommandLine.Run run = CommandLine.run(
                properties(),
                Stream.of(options).map(option -> "--applied-set." + option).toArray(String[]::new));
        assertClean(String.join(" ", options), run.out() + run.err());
    }

    private static void assertClean(String what, String output) {
        assertThat(CONTROL.matcher(output)
                        .results()
                        .map(found -> "\\u%04x in ...%s..."
                                .formatted(
                                        (int) found.group().charAt(0),
                                        output.substring(Math.max(0, found.start() - 40), found.start()))))
                .as(what)
                .isEmpty();
        assertThat(output.lines()).as(what).noneMatch(line -> line.startsWith("FORGED"));
    }

    @Test
    void commandsAndLogsContainNoControlCharacters(CapturedOutput log) {
        run("command=migrate");
        this.files.with("9_java" + EVIL + ".txt", "");
        contradict();
        run("command=status", "format=json");
        run("command=accept-rename", "version=3");
        run("command=accept-checksum", "version=2");
        run("command=new", "name=" + EVIL, "folder=" + this.files.path());
        run("command=snapshot", "folder=" + this.files.path().resolve("snapshot"));
        for (CommandName command : CommandName.values()) {
            if (command != CommandName.NEW && command != CommandName.SNAPSHOT) {
                run("command=" + command.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            }
        }
        this.files.with(
                "6_fails" + EVIL + ".up.sql",
                "DO $$BEGIN RAISE WARNING 'w" + EVIL + "'; RAISE EXCEPTION 'e" + EVIL + "' USING DETAIL = 'd" + EVIL
                        + "', HINT = 'h" + EVIL + "'; END$$;");
        run("command=forget", "version=4");
        run("command=dry-run");
        run("command=migrate");
        this.files
                .with("7x" + EVIL + ".up.sql", "")
                .with("1" + EVIL + "_x.up.sql", "")
                .with("1_other" + EVIL + ".up.sql", "");
        run("command=migrate");
        run("command=help", "topic=" + EVIL);
        run("command=" + EVIL);
        run("command=status", "migrator=" + EVIL, "format=json");
        run("command=status", "table=t" + EVIL, "schema=s" + EVIL);

        assertClean("log", log.getAll());
    }

    @Test
    void failedStartWithConflictsControlsNoTerminal(CapturedOutput log) {
        run("command=migrate");
        contradict();

        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(this::start)
                .satisfies(failure -> {
                    for (Throwable at = failure; at != null; at = at.getCause()) {
                        assertClean("exception", String.valueOf(at.getMessage()));
                    }
                });

        assertThat(log.getAll()).contains("APPLICATION FAILED TO START", "\\u001b[31m", "orphan");
        assertClean("log", log.getAll());
    }

    private void start() {
        Map<String, Object> properties = properties();
        properties.put("spring.main.web-application-type", "none");
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.output.ansi.enabled", "never");
        SpringApplication application = new SpringApplication(Application.class);
        application.setDefaultProperties(properties);
        application.run().close();
    }
}
