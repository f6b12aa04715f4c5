package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.command.CommandName;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about a command instead of running it. */
class HelpTests {

    /** Whoever gets as far as the properties or the database fails. */
    private static final Map<String, Object> UNUSABLE =
            Map.of("applied-set.verify.mode", "fail", "spring.datasource.url", "jdbc:postgresql://localhost:1/none");

    @ParameterizedTest
    @EnumSource(CommandName.class)
    void helpBesideACommandExplainsItAndDoesNothingElse(CommandName command) {
        Run beside = CommandLine.run(UNUSABLE, "--applied-set.command=" + command.text(), "--help");
        Run topic = CommandLine.run(UNUSABLE, "--applied-set.command=help", "--applied-set.topic=" + command.text());

        assertThat(beside.exitCode()).as(beside.err()).isZero();
        assertThat(beside.err()).isEmpty();
        if (command != CommandName.HELP) {
            assertThat(beside).isEqualTo(topic);
        }
        assertThat(topic.out())
                .startsWith(command.text() + ": ")
                .contains(
                        "\nExit codes:\n\n   0  ",
                        "\n  64  wrong command line; nothing was done\n",
                        "\nExample:\n\n  java -jar application.jar --applied-set.command=" + command.text());
        command.allOptions().stream()
                .filter(option -> !option.equals("command"))
                .forEach(option -> assertThat(topic.out()).contains("\n  --applied-set." + option + "="));
        assertThat(topic.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--dry-run", "--applied-set.nonsense=1", "word", "--applied-set.command-context=application"})
    void helpWinsOverWhateverElseIsThere(String word) {
        Run run = CommandLine.run(UNUSABLE, "--applied-set.command=rollback", word, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("rollback: rolls back the last migrations, newest applied first\n");
    }

    @ParameterizedTest
    @EnumSource(CommandName.class)
    void helpInJsonHasWhatThePageSays(CommandName command) {
        Map<String, Object> help = CommandLine.run(
                        Map.of(), "--applied-set.command=" + command.text(), "--help", "--applied-set.format=json")
                .json();

        assertThat(help)
                .containsOnlyKeys("command", "does", "details", "options", "exitCodes", "example")
                .containsEntry("command", command.text());
        assertThat(help.get("exitCodes")).asString().startsWith("[{").contains("code=0");
    }
}
