package io.github.appliedset.branch.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.branch.BranchException;
import io.github.appliedset.branch.FileStep;
import io.github.appliedset.support.GitRepository;
import io.github.appliedset.support.fault.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are changed together, whenever the process ends. */
class WorkTreeTests {

    private static final String OLD = "db/migration/2_a.up.sql";
    private static final String NEW = "db/migration/3_a.up.sql";
    private static final String GONE = "db/migration/2_a.down.sql";
    static final List<FileStep> STEPS = List.of(
            new FileStep(OLD, "theirs\n".getBytes(StandardCharsets.UTF_8)),
            new FileStep(NEW, "mine\n".getBytes(StandardCharsets.UTF_8)),
            new FileStep(GONE, null));

    private GitRepository git;

    @BeforeEach
    void prepare(@TempDir Path temp) throws IOException {
        this.git = GitRepository.with(temp.toRealPath().resolve("repository")).adds("2_a", "mine", "down");
    }

    private WorkTree tree() {
        return WorkTreeProcess.tree(this.git.folder());
    }

    /** What the next run does with what the last one has left; the paths that it was about. */
    private List<String> finish(Runnable afterwards) {
        WorkTree tree = tree();
        WorkTree.Planned left = tree.left().orElseThrow();
        tree.apply(left, () -> {
            afterwards.run();
            return "";
        });
        return left.paths();
    }

    private void stopsAt(int place) {
        List<String> seen = new ArrayList<>();
        WorkTree stopping = tree().observed(path -> {
            seen.add(path);
            if (seen.size() == place) {
                throw new IllegalStateException("killed");
            }
        });
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> stopping.apply(stopping.plan(STEPS), () -> ""));
    }

    @Test
    void nextRunFinishesWhereverOneWasStopped() {
        for (int place = 1; place <= STEPS.size(); place++) {
            stopsAt(place);

            isFinished();
        }
    }

    private void isFinished() {
        assertThat(finish(() -> {})).containsExactly(OLD, NEW, GONE);

        assertThat(this.git.files())
                .containsExactly("1_employee.down.sql", "1_employee.up.sql", "2_a.up.sql", "3_a.up.sql");
        assertThat(this.git.read("2_a.up.sql")).isEqualTo("theirs");
        assertThat(this.git.read("3_a.up.sql")).isEqualTo("mine");
        assertThat(this.git.git("status", "--porcelain").lines())
                .as("all of it is staged")
                .allMatch(line -> line.matches("[AMDR] .*"));
        assertThat(tree().left()).isEmpty();
        this.git.git("reset", "-q", "--hard");
    }

    @Test
    void nextRunFinishesWhereverOneWasKilled() throws Exception {
        for (String place : List.of(OLD, NEW, GONE, "afterwards")) {
            try (ChildJvm child = WorkTreeProcess.start(this.git.folder(), place)) {
                child.awaitLine("at " + place);
                child.kill();
                child.awaitExit();
            }

            isFinished();
        }
    }

    /** A kill between the writing of a file and its renaming. */
    @Test
    void deletesUnfinishedTemporaryFiles() {
        stopsAt(2);
        this.git.writes("3_a.up.sql.applied-set", "mi");

        isFinished();

        stopsAt(2);
        this.git.commit("moved on").writes("3_a.up.sql.applied-set", "mi");
        tree().forget(tree().left().orElseThrow());
        assertThat(this.git.files()).doesNotContain("3_a.up.sql.applied-set");
    }

    @Test
    void indexThatIsLockedIsFinishedLater() throws IOException {
        Path lock = this.git.root().resolve(".git/index.lock");
        Files.createFile(lock);
        assertThatExceptionOfType(BranchException.class)
                .isThrownBy(() -> tree().apply(tree().plan(STEPS), () -> ""))
                .withMessageContaining("index.lock");
        Files.delete(lock);

        assertThat(finish(() -> {})).hasSize(3);
        assertThat(this.git.git("diff", "--name-only")).isEmpty();
    }

    @Test
    void planOfAnotherCommitIsNotCarriedOut() {
        stopsAt(1);
        this.git.writes("9_b.up.sql", "SELECT 1;").commit("moved on");

        assertThat(tree().isCurrent(tree().left().orElseThrow())).isFalse();
        assertThatExceptionOfType(BranchException.class)
                .isThrownBy(() -> finish(() -> {}))
                .withMessageContaining("has moved on");
        tree().forget(tree().left().orElseThrow());
        assertThat(tree().left()).isEmpty();
        assertThat(this.git.files()).doesNotContain("3_a.up.sql");
    }

    @Test
    void fileThatWasChangedInBetweenIsNotOverwritten() {
        stopsAt(2);
        this.git.writes("3_a.up.sql", "somebody's");

        assertThatExceptionOfType(BranchException.class)
                .isThrownBy(() -> finish(() -> {}))
                .withMessageContaining("3_a.up.sql was changed after a resolve that did not finish");
        assertThat(this.git.read("3_a.up.sql")).isEqualTo("somebody's");
    }

    @Test
    void repeatsTheFollowUpIfItWasStopped() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> tree().apply(tree().plan(STEPS), () -> {
                    throw new IllegalStateException("killed");
                }));
        List<String> done = new ArrayList<>();

        assertThat(finish(() -> done.add("afterwards"))).hasSize(3);
        assertThat(done).containsExactly("afterwards");
        assertThat(tree().left()).isEmpty();
    }

    @Test
    void doesNotOverwriteFilesChangedAfterThePlan() {
        WorkTree tree = tree();
        WorkTree.Planned planned = tree.plan(STEPS);
        this.git.writes("3_a.up.sql", "somebody's").writes("2_a.up.sql", "edited");

        assertThatExceptionOfType(BranchException.class)
                .isThrownBy(() -> tree.apply(planned, () -> ""))
                .withMessageContaining("2_a.up.sql was changed after the plan was made")
                .withMessageContaining("3_a.up.sql was changed after the plan was made");
        assertThat(this.git.read("3_a.up.sql")).isEqualTo("somebody's");
        assertThat(this.git.read("2_a.up.sql")).isEqualTo("edited");

        WorkTree.Planned stale = tree.plan(STEPS);
        this.git.commit("moved on");
        assertThatExceptionOfType(BranchException.class)
                .isThrownBy(() -> tree.apply(stale, () -> ""))
                .withMessageContaining("has moved on");
        assertThat(tree.left()).isEmpty();
    }
}
