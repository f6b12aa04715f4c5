package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Operator;
import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which commands ask at a terminal, what they show, and what the answers do. */
@PostgresTest
class QuestionTests {

    private static final Operator AGREES = new Operator(true, "yes");
    private static final Operator REFUSES = new Operator(true, "no");
    private static final Operator NOBODY = new Operator(false, "yes");

    private MigrationFolder files;
    private TestDatabase database;

    @BeforeEach
    void apply(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        this.files = new MigrationFolder(folder)
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("1_a.down.sql", "DROP TABLE public.a;")
                .with("3_c.up.sql", "CREATE TABLE public.c (id int);")
                .with("3_c.down.sql", "DROP TABLE public.c;");
        run(NOBODY, "command=migrate");
    }

    private Run run(Operator operator, String... options) {
        return CommandLine.run(
                Set.of(),
                operator,
                Map.of(
                        "spring.datasource.url", this.database.url(),
                        "spring.datasource.username", this.database.username(),
                        "spring.datasource.password", this.database.password(),
                        "applied-set.locations", this.files.location()),
                Arrays.stream(options).map(option -> "--applied-set." + option).toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "", "maybe", "yess"})
    void rollbackShowsItsPlanAndNeedsConfirmation(String answer) {
        Run run = run(new Operator(true, answer), "command=rollback");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("        3  c     \\S+3_c.down.sql\n")
                .doesNotContain("        1  a ")
                .endsWith("Roll them back? [yes/no] ");
        assertThat(run.err()).contains("The answer was not yes. Nothing was done.", "--applied-set.yes=true");
        assertThat(this.database.applied()).containsExactly("1_a", "3_c");
    }

    @Test
    void endOfInputDoesNotConfirm() {
        assertThat(run(new Operator(true, null), "command=rollback").exitCode()).isEqualTo(1);
        assertThat(this.database.applied()).containsExactly("1_a", "3_c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "y", " YES "})
    void rollsBackAfterConfirmation(String answer) {
        Run run = run(new Operator(true, answer), "command=rollback");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Roll them back? [yes/no] ", "Rolled back 1 migration in ");
        assertThat(this.database.applied()).containsExactly("1_a");
    }

    @Test
    void doesNotAskWithoutATerminalOrWithAGivenAnswer() {
        assertThat(run(NOBODY, "command=rollback").out())
                .contains("Rolled back")
                .doesNotContain("[yes/no]");
        assertThat(run(REFUSES, "command=rollback", "yes=true").out())
                .contains("Will be rolled back", "Rolled back")
                .doesNotContain("[yes/no]");
        assertThat(this.database.applied()).isEmpty();
        assertThat(run(REFUSES, "command=rollback").out()).contains("There is nothing to roll back.");
    }

    @Test
    void dryRunAsksNothing() {
        Run run = run(REFUSES, "command=rollback", "dry-run=true");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).doesNotContain("[yes/no]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accept-rename | and would be\\n  3_better, applied at",
                "accept-checksum | and would be\\n  3_c, applied at",
                "forget | and would be\\n  removed\\n\\nIt has a file, so it would be pending"
            })
    void rowIsShownBeforeItIsChanged(String command, String shown) {
        if (command.equals("accept-rename")) {
            this.files.renamed("3_c.up.sql", "3_better.up.sql").renamed("3_c.down.sql", "3_better.down.sql");
        } else {
            this.files.with("3_c.up.sql", "SELECT 1;");
        }
        var before = this.database.query("SELECT t::text FROM public.applied_migrations t ORDER BY 1");

        Run refused = run(REFUSES, "command=" + command, "version=3", "format=json");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.error().get("description")).asString().contains("Nothing was done.");
        assertThat(refused.err())
                .contains("The row is\n  3_c, applied at ", shown.replace("\\n", "\n"), "Change it? [yes/no] ");
        assertThat(this.database.query("SELECT t::text FROM public.applied_migrations t ORDER BY 1"))
                .isEqualTo(before);

        assertThat(run(AGREES, "command=" + command, "version=3").exitCode()).isZero();
        assertThat(this.database.query("SELECT t::text FROM public.applied_migrations t ORDER BY 1"))
                .isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate",
                "status",
                "verify",
                "dry-run",
                "new",
                "adopt",
                "import-files",
                "snapshot",
                "explain",
                "help"
            })
    void everyOtherCommandAsksNothingAndTakesTheAnswer(String command, @TempDir Path folder) {
        String[] options = switch (command) {
            case "new" -> new String[] {"command=new", "yes=true", "name=x", "folder=" + folder};
            case "snapshot" -> new String[] {"command=snapshot", "yes=true", "folder=" + folder};
            default -> new String[] {"command=" + command, "yes=true"};
        };

        Run run = run(REFUSES, options);

        assertThat(run.exitCode()).as(run.err()).isNotEqualTo(64);
        assertThat(run.out() + run.err()).doesNotContain("[yes/no]");
    }
}
