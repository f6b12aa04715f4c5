package io.github.appliedset.branch.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.BranchSides;
import io.github.appliedset.branch.Untried;
import io.github.appliedset.support.GitRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A detached merge commit in a clone that has no branch of the target, as build servers make clones. */
class BuildMergeTests {

    private GitRepository git;

    @BeforeEach
    void prepare(@TempDir Path temp) throws IOException {
        this.git = GitRepository.with(temp.toRealPath().resolve("repository")).branch("f");
        this.git.adds("3_phone", "SELECT 1;", "SELECT 1;").checkout("main");
        this.git.adds("3_address", "SELECT 2;", "SELECT 2;");
    }

    private BranchSides merged(String into, String other, Map<String, String> environment) {
        this.git.git("checkout", "-q", "--detach", into);
        this.git.merge("--no-ff", other);
        this.git.git("branch", "-q", "-D", "main", "f");
        return BranchReader.of(List.of(this.git.folder()), null, new Onto(null, environment::get), List.of())
                .read();
    }

    static Stream<Map<String, String>> buildsOfAMerge() {
        return Stream.of(
                Map.of("GITHUB_BASE_REF", "main"),
                Map.of("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main", "CI_MERGE_REQUEST_EVENT_TYPE", "merged_result"),
                Map.of("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main", "CI_MERGE_REQUEST_EVENT_TYPE", "merge_train"));
    }

    @ParameterizedTest
    @MethodSource("buildsOfAMerge")
    void mergeOfTheBuildServerHasTheTargetFirst(Map<String, String> environment) {
        assertThat(merged("main", "f", environment).comparisons())
                .singleElement()
                .satisfies(branches -> assertThat(branches.added())
                        .extracting(BranchMigration::label)
                        .containsExactly("3_phone"));
    }

    static Stream<Map<String, String>> buildsOfABranch() {
        return Stream.of(
                Map.of("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main", "CI_MERGE_REQUEST_EVENT_TYPE", "detached"),
                Map.of("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
                Map.of("GITHUB_BASE_REF", "main", "GITHUB_SHA", "0123456789012345678901234567890123456789"));
    }

    /** It may be the target that was merged into the branch: which side is whose is not known. */
    @ParameterizedTest
    @MethodSource("buildsOfABranch")
    void mergeThatTheBuildServerHasNotMadeIsNotRead(Map<String, String> environment) {
        BranchSides sides = merged("f", "main", environment);

        assertThat(sides.comparisons()).isEmpty();
        assertThat(sides.untried())
                .extracting(Untried::why)
                .containsExactly("there is no "
                        + (environment.containsKey("GITHUB_BASE_REF")
                                ? "GITHUB_BASE_REF=main"
                                : "CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main")
                        + " here");
    }

    @Test
    void mergeOutsideOfABuildIsNotRead() {
        assertThat(merged("f", "main", Map.of()).untried())
                .extracting(Untried::why)
                .containsExactly("there is no origin/HEAD or origin/main here");
    }
}
