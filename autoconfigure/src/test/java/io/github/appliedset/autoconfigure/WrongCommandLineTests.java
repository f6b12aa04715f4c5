package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.command.CommandName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

/** Slips on the command line, beside a command: nothing is done, and what was meant is said. */
class WrongCommandLineTests {

    /** Whoever gets as far as the database fails with another exit code. */
    private static final Map<String, Object> NO_DATABASE = Map.of(
            "spring.datasource.url", "jdbc:postgresql://localhost:1/none", "applied-set.locations", "classpath:slices");

    private static Run run(String... arguments) {
        return CommandLine.run(NO_DATABASE, arguments);
    }

    private static void isWrong(Run run) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(64);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Nothing was done.");
        assertThat(run.err().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    /** In one line, as output is wrapped. */
    private static String said(Run run) {
        return run.err().replaceAll("\\s+", " ");
    }

    @TestFactory
    Stream<DynamicTest> everyOptionOfEveryCommandNeedsItsPrefix() {
        return Stream.concat(
                        Arrays.stream(CommandName.values())
                                .flatMap(command -> command.allOptions().stream())
                                .distinct(),
                        Stream.of("reset", "onto"))
                .filter(option -> !option.equals("command"))
                .flatMap(option -> Stream.of("--" + option, "--" + option + "=3")
                        .map(word -> DynamicTest.dynamicTest(word, () -> {
                            for (String command : new String[] {"rollback", "status", "new", "help"}) {
                                Run run = run("--applied-set.command=" + command, word);
                                isWrong(run);
                                assertThat(said(run))
                                        .contains(
                                                word + " is not an option. Did you mean --applied-set." + option + "=");
                            }
                        })));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--dry-run | Did you mean --applied-set.dry-run=true?",
                "--dryRun | Did you mean --applied-set.dry-run=true?",
                "--DRY_RUN=true | Did you mean --applied-set.dry-run=true?",
                "-dry-run | Did you mean --applied-set.dry-run=true?",
                "dry-run | Did you mean --applied-set.dry-run=true?",
                "applied-set.dry-run=true | Did you mean --applied-set.dry-run=true?",
                "--APPLIED_SET_DRY_RUN=true | Did you mean --applied-set.dry-run=true?",
                "--applied-set-dry-run=true | Did you mean --applied-set.dry-run=true?",
                "--aplied-set.dry-run=true | Did you mean --applied-set.dry-run=true?",
                "--applied-sets.lock-timeout=3s | Did you mean --applied-set.lock-timeout=...?",
                "--count=3 | Did you mean --applied-set.count=3?",
                "--yes | Did you mean --applied-set.yes=true?",
                "--version=3 | It is an option of accept-rename, accept-checksum, renumber, forget",
                "--tenant=a | Did you mean --applied-set.tenant=a?",
                "--applied-set.dryrn=true | Did you mean --applied-set.dry-run=true?",
                "--applied-set.cuont=3 | Did you mean --applied-set.count=3?",
                "--applied-set.lock-timout=3s | Did you mean --applied-set.lock-timeout=...?",
                "--applied-set.legacy.tol=none | Did you mean --applied-set.legacy.tool=...?",
                "--applied-set.pasword=secret | --applied-set.pasword is neither",
                "--applied-set.version=3 | is neither an option of the command rollback nor a property.",
                "--applied-set.help | Did you mean --help?",
                "-h | Did you mean --help?",
                "--applied-set.count=two | must be a whole number of at least 1",
                "--applied-set.count= | --applied-set.count has no value.",
                "--applied-set.to | --applied-set.to has no value.",
                "--applied-set.to=3_c | Did you mean --applied-set.to=3?",
                "--applied-set.dry-run=ture | Did you mean --applied-set.dry-run=true?",
                "--applied-set.yes=yep | must be false or true.",
                "--applied-set.format=jsn | Did you mean --applied-set.format=json?",
                "--applied-set.orphans=wrn | Did you mean --applied-set.orphans=warn?",
                "--applied-set.lock-timeout=soon | --applied-set.lock-timeout is 'soon', which is no duration.",
            })
    void mistypedOptionSuggestsTheIntendedOne(String word, String meant) {
        Run run = run("--applied-set.command=rollback", word);

        isWrong(run);
        assertThat(said(run)).contains(meant).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "info, status",
        "stauts, status",
        "STATUS, status",
        "dry_run, dry-run",
        "dryrun, dry-run",
        "validate, verify",
        "undo, rollback",
        "down, rollback",
        "up, migrate",
        "baseline, adopt",
        "repair, accept-checksum",
        "import, import-files"
    })
    void nameFromElsewhereSaysWhichCommandIsMeant(String name, String command) {
        Run run = run("--applied-set.command=" + name);

        isWrong(run);
        assertThat(said(run))
                .contains("There is no command '" + name + "'. Did you mean " + command
                        + "? The commands are: migrate, status,");
        assertThat(said(run("--applied-set.command=help", "--applied-set.topic=" + name)))
                .contains("Did you mean " + command + "?");
    }

    @ParameterizedTest
    @CsvSource({
        "status, only=late-ones, 'must be pending, orphans, differs or late'",
        "status, only=pendng, Did you mean --applied-set.only=pending?",
        "status, order=dat, Did you mean --applied-set.order=date?",
        "import-files, tool=flywy, Did you mean --applied-set.tool=flyway?",
        "migrate, to=V3__c.sql, Did you mean --applied-set.to=3?",
        "dry-run, to=three, must be a whole number of at least 0",
        "forget, version=3_c.up.sql, Did you mean --applied-set.version=3?",
        "help, topic=rolback, Did you mean rollback?"
    })
    void invalidValueListsTheValidOnes(String command, String option, String meant) {
        Run run = CommandLine.run(
                Map.of("applied-set.locations", "file:src/test/resources"),
                "--applied-set.command=" + command,
                "--applied-set." + option);

        isWrong(run);
        assertThat(said(run)).contains(meant);
    }

    @Test
    void acceptsArgumentsOfTheApplication() {
        assertThat(said(run("--applied-set.command=status", "nightly", "job=7")))
                .doesNotContain("does not understand");
    }

    @Test
    void everySlipIsListedAtOnce() {
        Run run = run("--applied-set.command=rollback", "--count=2", "--applied-set.dryrn", "dry-run");

        isWrong(run);
        assertThat(said(run))
                .contains(
                        "--count=2 is not an option.",
                        "--applied-set.dryrn is neither",
                        "does not understand 'dry-run'");
    }

    @Test
    void valueAfterASpaceIsPutWhereItBelongs() {
        assertThat(said(run("--applied-set.command=rollback", "--applied-set.count", "3")))
                .contains("--applied-set.count has no value. Did you mean --applied-set.count=3?");
        assertThat(said(run("--applied-set.command=rollback", "--count", "3")))
                .contains("--count is not an option. Did you mean --applied-set.count=3?");
    }

    @Test
    void misspeltCommandOptionStartsNothing() {
        for (String word : new String[] {
            "--applied-set.comand=status",
            "--aplied-set.command=status",
            "--applied-set-command=status",
            "--APPLIED_SET_COMMAND=status",
            "--applied-set.commands=status",
            "-applied-set.command=status",
            "-Dapplied-set.command=status",
            "-Daplied-set.command=status",
            "applied-set.command=rollback",
            "APPLIED_SET_COMMAND=rollback",
            "applied-set.command"
        }) {
            assertThat(new CommandArguments(new MockEnvironment(), new String[] {word}).nameACommand())
                    .as(word)
                    .isTrue();
            Run run = run(word);
            isWrong(run);
            assertThat(said(run)).contains(word + " is not an option. Did you mean --applied-set.command=");
        }
    }

    @Test
    void commandIsTypedInEverySpelling() {
        for (String name : new String[] {"applied-set.command", "appliedSet.command", "applied-set.COMMAND"}) {
            assertThat(new CommandArguments(new MockEnvironment(), new String[] {"--" + name + "="}).nameACommand())
                    .as(name)
                    .isTrue();
            isWrong(run("--" + name + "=rollback", "3"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--spring.datasource.url=jdbc:postgresql://localhost:1/none",
                "--debug",
                "--trace=false",
                "--server.port=0",
                "--shop.name=x",
                "--name-of-shop=x",
                "--applied-set.dryRun=true",
                "--applied_set.lockTimeout=3s",
                "--applied-set.migrators.one.lock-timeout=3s",
                "--applied-set.locations[0]=classpath:slices",
                "--applied-set.legacy.tool=none"
            })
    void propertiesAreNotWrong(String word) {
        Run run = run("--applied-set.command=rollback", word);

        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).contains("Could not connect to the database");
    }

    /** As after {@code APPLIED_SET_COMMAND=rollback}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-dry-run | Did you mean --applied-set.dry-run=true?",
                "dry-run | Did you mean --applied-set.dry-run=true?",
                "dry-run=true | Did you mean --applied-set.dry-run=true?",
                "DRY_RUN=true | Did you mean --applied-set.dry-run=true?",
                "applied-set.dry-run=true | Did you mean --applied-set.dry-run=true?",
                "-applied-set.dry-run | Did you mean --applied-set.dry-run=true?",
                "-Dapplied-set.dry-run=true | Did you mean --applied-set.dry-run=true?",
                "-Dapplied-set.mode=off | Did you mean --applied-set.mode=...?",
                "applied-set.command=status | Did you mean --applied-set.command=status?",
                "-h | Did you mean --help?"
            })
    void refusesMistypedOptionsWithACommandFromEnvironment(String word, String meant) {
        Map<String, Object> properties = new HashMap<>(NO_DATABASE);
        properties.put("applied-set.command", "rollback");

        Run run = CommandLine.run(properties, word);

        isWrong(run);
        assertThat(said(run)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "migrate, dry-run, true, --applied-set.command=dry-run",
        "migrate, count, 1, APPLIED_SET_COUNT",
        "new, dry-run, true, APPLIED_SET_DRY_RUN",
        "align, to, 42, APPLIED_SET_TO",
        "repeat, to, 42, APPLIED_SET_TO",
    })
    void refusesUnsupportedRestrictionsFromTheEnvironment(String command, String option, String value, String meant) {
        Map<String, Object> properties = new HashMap<>(NO_DATABASE);
        properties.put("applied-set.command", command);
        properties.put("applied-set." + option, value);

        Run run = CommandLine.run(properties);

        isWrong(run);
        assertThat(said(run))
                .contains("applied-set." + option + " is set to '" + value + "'")
                .contains(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "migrate, dry-run, false",
        "migrate, dry-run, ''",
        "migrate, version, 3",
        "migrate, to, 42",
        "migrate, tenants.first, tenant_1",
        "rollback, dry-run, true",
        "status, dry-run, true",
        "verify, to, 42",
    })
    void otherOptionsInTheEnvironmentDoNotMatter(String command, String option, String value) {
        Map<String, Object> properties = new HashMap<>(NO_DATABASE);
        properties.put("applied-set.command", command);
        properties.put("applied-set." + option, value);

        assertThat(CommandLine.run(properties).err()).contains("Could not connect to the database");
    }

    @Test
    void commandFromEnvironmentIgnoresApplicationArguments() {
        Map<String, Object> properties = new HashMap<>(NO_DATABASE);
        properties.put("applied-set.command", "rollback");

        Run run = CommandLine.run(properties, "nightly", "-v", "size=3", "-Dshop.name=x");

        assertThat(run.err()).contains("Could not connect to the database");
    }

    @Test
    void optionsOfAnApplicationAreItsOwnWithoutACommand() {
        CommandArguments arguments = new CommandArguments(
                new MockEnvironment(),
                new String[] {"--help", "--name=x", "--version", "status", "--applied-set.mode=off"});

        assertThat(arguments.nameACommand()).isFalse();
    }
}
