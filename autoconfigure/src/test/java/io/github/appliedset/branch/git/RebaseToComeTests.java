package io.github.appliedset.branch.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.support.GitRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rebase that has stopped has yet to bring: until then the database is not aligned. */
class RebaseToComeTests {

    private GitRepository git;

    @BeforeEach
    void prepare(@TempDir Path temp) throws IOException {
        this.git = GitRepository.with(temp.toRealPath().resolve("repository")).branch("f");
        this.git.adds("2_a", "SELECT 'a';", "SELECT 1;").adds("3_b", "SELECT 'b';", "SELECT 1;");
        this.git.adds("4_c", "SELECT 'c';", "SELECT 1;").checkout("main");
    }

    private void mainHas(String... labels) {
        for (String label : labels) {
            this.git.adds(label, "SELECT 'main';", "SELECT 'main';");
        }
        this.git.checkout("f");
    }

    private List<String> toCome() {
        return BranchReader.of(
                        List.of(this.git.folder()), null, new Onto("main", Map.<String, String>of()::get), List.of())
                .stillToCome()
                .stream()
                .map(BranchMigration::label)
                .toList();
    }

    @Test
    void atABreak() {
        mainHas("9_x");

        this.git.git("-c", "sequence.editor=sed -i '1a break'", "rebase", "-i", "main");

        assertThat(this.git.files()).contains("2_a.up.sql").doesNotContain("3_b.up.sql");
        assertThat(toCome()).containsExactly("3_b", "4_c");
    }

    @Test
    void whereACommandHasFailed() {
        mainHas("9_x");

        this.git.stops("rebase", "--exec", "false", "main");

        assertThat(toCome()).containsExactly("3_b", "4_c");
    }

    @Test
    void nothingRemainsAfterTheLastCommit() {
        mainHas("9_x");

        this.git.git("-c", "sequence.editor=sed -i '3a break'", "rebase", "-i", "main");

        assertThat(toCome()).isEmpty();
    }

    /** The tree of the commit at which it stops has what comes later. */
    @Test
    void inAnotherOrder() {
        mainHas("3_b");

        this.git.stops("-c", "sequence.editor=sed -i '1!G;h;$!d'", "rebase", "-i", "main");

        assertThat(this.git.files()).contains("4_c.up.sql").doesNotContain("2_a.up.sql");
        assertThat(toCome()).containsExactly("2_a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--merge", "--apply"})
    void atTwoConflictsOfWhichOneWasEdited(String backend) {
        mainHas("2_a", "3_b");
        this.git.stops("rebase", backend, "main");
        assertThat(toCome()).containsExactly("3_b", "4_c");
        this.git.writes("2_a.up.sql", "SELECT 'both';").git("add", "-A");

        this.git.stops("rebase", "--continue");

        assertThat(toCome()).containsExactly("4_c");
    }

    @Test
    void omitsDroppedCommits() {
        mainHas("2_a");

        this.git.stops("-c", "sequence.editor=sed -i '3s/^pick/drop/'", "rebase", "-i", "main");

        assertThat(toCome()).containsExactly("3_b");
    }
}
