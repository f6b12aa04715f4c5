package io.github.appliedset.branch.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.branch.BranchException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which branch this one will join. */
class OntoTests {

    @TempDir
    private Path temp;

    private GitRepository cloned() throws IOException {
        io.github.appliedset.support.GitRepository origin = io.github.appliedset.support.GitRepository.with(
                        this.temp.toRealPath().resolve("origin"))
                .branch("release")
                .checkout("main");
        return GitRepository.around(
                origin.cloned(this.temp.toRealPath().resolve("clone")).root());
    }

    private static String onto(GitRepository repository, @Nullable String given, Map<String, String> environment) {
        return new Onto(given, environment::get).in(repository).orElse("none");
    }

    @Test
    void asGivenThenTheBuildServersThenTheDefault() throws IOException {
        GitRepository clone = cloned();
        Map<String, String> both = Map.of("GITHUB_BASE_REF", "release", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main");

        assertThat(onto(clone, "main", both)).isEqualTo("main");
        assertThat(onto(clone, "release", Map.of())).as("a branch of origin").isEqualTo("origin/release");
        assertThat(onto(clone, null, both)).isEqualTo("origin/release");
        assertThat(onto(clone, null, Map.of("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "release")))
                .isEqualTo("origin/release");
        assertThat(onto(clone, null, Map.of())).as("origin/HEAD").isEqualTo("origin/main");
        clone.git().require("remote", "set-head", "origin", "--delete");
        assertThat(onto(clone, null, Map.of())).isEqualTo("origin/main");
    }

    @Test
    void targetThatWasNotFetchedIsNotReplacedByAnother() throws IOException {
        assertThat(onto(cloned(), null, Map.of("GITHUB_BASE_REF", "elsewhere"))).isEqualTo("none");
    }

    @Test
    void branchThatIsNotThereIsAnError() throws IOException {
        GitRepository clone = cloned();

        assertThatExceptionOfType(BranchException.class)
                .isThrownBy(() -> onto(clone, "elsewhere", Map.of()))
                .withMessageContaining("There is no commit 'elsewhere'");
        assertThatExceptionOfType(BranchException.class).isThrownBy(() -> onto(clone, "--upload-pack=touch", Map.of()));
    }

    /** A build that is not for a pull request has the variable, and it is empty. */
    @Test
    void emptyVariableOfABuildServerSaysNothing() throws IOException {
        Map<String, String> push = Map.of("GITHUB_BASE_REF", "");

        assertThat(onto(cloned(), null, push)).isEqualTo("origin/main");
        assertThat(new Onto(null, push::get).tried()).isEqualTo("origin/HEAD or origin/main");
    }

    /** A clone remembers the old name until it is told. */
    @Test
    void defaultBranchThatWasRenamedIsNotGuessed() throws IOException {
        GitRepository clone = cloned();
        new io.github.appliedset.support.GitRepository(this.temp.toRealPath().resolve("origin"))
                .git("branch", "-m", "main", "trunk");
        new io.github.appliedset.support.GitRepository(clone.root()).git("fetch", "-q", "--prune");

        assertThat(onto(clone, null, Map.of())).isEqualTo("none");
        new io.github.appliedset.support.GitRepository(clone.root()).git("remote", "set-head", "origin", "--auto");
        assertThat(onto(clone, null, Map.of())).isEqualTo("origin/trunk");
    }
}
