package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchException;
import io.github.appliedset.branch.FileStep;
import io.github.appliedset.branch.git.Journal.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Files that are changed together: all of them, or, if the process ends in between, the rest by the next run. */
public final class WorkTree {

    private final Path root;
    private final Path journal;
    private final String position;
    private final @Nullable GitRepository repository;
    private final Consumer<String> observer;

    private WorkTree(
            Path root, Path journal, String position, @Nullable GitRepository repository, Consumer<String> observer) {
        this.root = root;
        this.journal = journal;
        this.position = position;
        this.repository = repository;
        this.observer = observer;
    }

    /** That of a repository; what is written is staged. */
    public static WorkTree of(BranchReader reader) {
        GitRepository repository = reader.repository();
        return new WorkTree(
                repository.root(), repository.state("applied-set-resolve"), reader.position(), repository, path -> {});
    }

    /** A folder without git. */
    public static WorkTree of(Path folder) {
        return new WorkTree(folder, folder.resolve(".applied-set-resolve"), "folder", null, path -> {});
    }

    /** The same, which tells each path before it is changed. */
    WorkTree observed(Consumer<String> observer) {
        return new WorkTree(this.root, this.journal, this.position, this.repository, observer);
    }

    /**
     * Finishes what a run has left.
     *
     * @return the paths that it was about; none if there was nothing to finish, or the repository has moved on since
     * @throws BranchException if somebody has changed one of the files since
     */
    public List<String> finish() {
        Optional<Journal> left = Journal.in(this.journal);
        if (left.isEmpty()) {
            return List.of();
        }
        if (!left.get().position().equals(this.position)) {
            remove();
            return List.of();
        }
        work(left.get());
        return left.get().entries().stream().map(entry -> entry.step().path()).toList();
    }

    /**
     * Changes the files, and stages them.
     *
     * @throws BranchException if one cannot be written, or git cannot stage them; the next run goes on
     */
    public void apply(List<FileStep> steps) {
        Journal plan = new Journal(
                this.position,
                steps.stream()
                        .map(step -> new Entry(step, Journal.present(this.root.resolve(step.path()))))
                        .toList());
        plan.write(this.journal);
        work(plan);
    }

    private void work(Journal plan) {
        List<String> changed = plan.entries().stream()
                .filter(entry -> {
                    String present =
                            Journal.present(this.root.resolve(entry.step().path()));
                    return !present.equals(entry.before()) && !present.equals(Journal.after(entry.step()));
                })
                .map(entry -> entry.step().path())
                .toList();
        if (!changed.isEmpty()) {
            throw BranchException.unsettled(
                    changed.stream()
                            .map(path -> path + " was changed after a resolve that did not finish.")
                            .toList(),
                    "Look at git status, put the files right, and delete " + this.journal + ".");
        }
        plan.entries().forEach(entry -> change(entry.step()));
        stage(plan.entries().stream().map(entry -> entry.step().path()).toList());
        remove();
    }

    private void change(FileStep step) {
        this.observer.accept(step.path());
        Path file = this.root.resolve(step.path());
        byte[] content = step.content();
        if (content != null) {
            Journal.replace(file, content);
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw BranchException.unreadable(
                    file + " cannot be deleted: " + failure + ".",
                    "Fix the cause and run the command again: it goes on where it has stopped.",
                    failure);
        }
    }

    /** Stages paths, deleted ones included. Without git, nothing. */
    public void stage(Collection<String> paths) {
        GitRepository git = this.repository;
        if (git == null || paths.isEmpty()) {
            return;
        }
        List<String> known = paths.stream()
                .filter(path -> Files.exists(this.root.resolve(path)) || isInIndex(git, path))
                .toList();
        if (known.isEmpty()) {
            return;
        }
        String input = known.stream().map(path -> path + "\0").collect(Collectors.joining());
        git.git()
                .require(
                        input.getBytes(StandardCharsets.UTF_8),
                        "add",
                        "-A",
                        "--pathspec-from-file=-",
                        "--pathspec-file-nul");
    }

    private static boolean isInIndex(GitRepository git, String path) {
        return !git.git().require("ls-files", "-z", "--", path).text().isEmpty();
    }

    /** The path of a file or folder from the root. */
    public String relative(Path file) {
        return this.repository == null
                ? this.root.relativize(file).toString().replace('\\', '/')
                : this.repository.relative(file);
    }

    private void remove() {
        try {
            Files.deleteIfExists(this.journal);
        } catch (IOException failure) {
            throw BranchException.unreadable(
                    this.journal + " cannot be deleted: " + failure + ".", "Delete it by hand.", failure);
        }
    }
}
