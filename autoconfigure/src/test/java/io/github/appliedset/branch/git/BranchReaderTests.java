package io.github.appliedset.branch.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.GitRepository;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which branch has a location. */
class BranchReaderTests {

    private static final String FILE = "src/main/resources/db/audit/2_audit.up.sql";

    @Test
    void locationOfTheOtherBranchIsKnown(@TempDir Path temp) {
        GitRepository git = GitRepository.with(temp.resolve("repository")).branch("f");
        git.checkout("main").writesAt(FILE, "SELECT 1;\n").commit("audit").checkout("f");
        BranchReader reader = BranchReader.of(
                List.of(git.folder(), git.root().resolve("src/main/resources/db/audit")),
                null,
                new Onto("main", name -> null),
                List.of());

        assertThat(reader.has("db/audit")).isTrue();
        assertThat(reader.has("db/migration")).as("this branch's").isTrue();
        assertThat(reader.has("audit/db")).isFalse();
        assertThat(reader.has("b/audit")).isFalse();
    }
}
