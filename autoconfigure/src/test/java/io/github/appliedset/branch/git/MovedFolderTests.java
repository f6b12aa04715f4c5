package io.github.appliedset.branch.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.branch.BranchComparison;
import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.support.GitRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that move on one branch while the other one goes on in the old place. */
class MovedFolderTests {

    private static final String NEW = "app/db/migration";

    private GitRepository git;

    @BeforeEach
    void prepare(@TempDir Path temp) throws IOException {
        this.git = GitRepository.with(temp.toRealPath().resolve("repository"))
                .writesAt("db/migration/more/2_a.up.sql", "SELECT 2;")
                .adds("3_b", "SELECT 3;", "SELECT 1;")
                .branch("f");
    }

    private BranchReader reader(String... folders) {
        return BranchReader.of(
                Stream.of(folders).map(this.git.root()::resolve).toList(),
                null,
                new Onto("main", name -> null),
                List.of());
    }

    private void movesHere(boolean commits) {
        this.git.writesAt("app/pom.xml", "");
        this.git.writesAt("app/db/README", "");
        this.git.git("mv", "db/migration", NEW);
        this.git.writesAt(NEW + "/4_email.up.sql", "SELECT 'email';");
        if (commits) {
            this.git.commit("moved");
        }
    }

    private GitRepository mainGoesOn() {
        return this.git
                .checkout("main")
                .adds("4_phone", "SELECT 'phone';", "SELECT 1;")
                .checkout("f");
    }

    private static List<String> labels(List<BranchMigration> migrations) {
        return migrations.stream().map(BranchMigration::label).toList();
    }

    private static void assertBothAreSeen(BranchComparison branches) {
        assertThat(labels(branches.added())).containsExactly("4_email");
        assertThat(labels(branches.addedByThem())).containsExactly("4_phone");
        assertThat(labels(branches.base().migrations())).containsExactly("1_employee", "2_a", "3_b");
        assertThat(branches.takenBack()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thisBranchHasMovedIt(boolean commits) {
        mainGoesOn();
        movesHere(commits);

        BranchComparison branches = reader(NEW).read().comparisons().get(0);

        assertBothAreSeen(branches);
        assertThat(branches.theirs().migrations())
                .allSatisfy(migration -> assertThat(migration.up().path()).startsWith(NEW + "/"));
    }

    /** Git puts the other branch's file beside ours and waits for a word. */
    @Test
    void inTheMiddleOfAMergeTheirFileIsNotOurs() {
        movesHere(true);
        mainGoesOn().stops("merge", "main");
        assertThat(this.git.git("ls-files", "-u")).contains(NEW + "/4_phone.up.sql");

        assertBothAreSeen(reader(NEW).readToSettle().comparisons().get(0));
    }

    @Test
    void pickOfACommitWithTheOldFolder() {
        movesHere(true);
        mainGoesOn().stops("cherry-pick", "main");

        BranchComparison branches = reader(NEW).readToSettle().comparisons().get(0);

        assertThat(labels(branches.added())).containsExactly("4_phone");
        assertThat(labels(branches.theirs().migrations())).containsExactly("1_employee", "2_a", "3_b", "4_email");
    }

    @Test
    void theOtherBranchHasMovedOneOfTwo() {
        this.git.checkout("main").writesAt("db/shared/7_c.up.sql", "SELECT 7;").commit("shared");
        this.git.git("branch", "-f", "f");
        this.git.git("mv", "db/shared", "db/common");
        this.git.writesAt("db/common/8_d.up.sql", "SELECT 8;").commit("moved").checkout("f");

        BranchComparison branches =
                reader("db/migration", "db/shared").read().comparisons().get(0);

        assertThat(labels(branches.addedByThem())).containsExactly("8_d");
        assertThat(branches.takenBack()).isEmpty();
    }

    @Test
    void copyForANewModuleHasMovedNothing() {
        this.git
                .writesAt("stock/db/3_b.up.sql", this.git.read("3_b.up.sql") + "\n")
                .commit("stock");

        BranchComparison branches = reader("stock/db").read().comparisons().get(0);

        assertThat(branches.base().migrations()).isEmpty();
        assertThat(labels(branches.added())).containsExactly("3_b");
    }
}
