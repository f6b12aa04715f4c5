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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Files that are changed together: all of them, or, if the process ends in between, the rest by the next run. */
public final class WorkTree {

    private final Path root;
    private final Path journal;
    private final Supplier<String> position;
    private final Function<String, Optional<String>> asRead;
    private final @Nullable GitRepository repository;
    private final Consumer<String> observer;

    private WorkTree(
            Path root,
            Path journal,
            Supplier<String> position,
            Function<String, Optional<String>> asRead,
            @Nullable GitRepository repository,
            Consumer<String> observer) {
        this.root = root;
        this.journal = journal;
        this.position = position;
        this.asRead = asRead;
        this.repository = repository;
        this.observer = observer;
    }

    /** That of a repository; what is written is staged. */
    public static WorkTree of(BranchReader reader) {
        GitRepository repository = reader.repository();
        return new WorkTree(
                repository.root(),
                repository.state("applied-set-resolve"),
                reader::position,
                reader::asRead,
                repository,
                path -> {});
    }

    /** A folder without git. */
    public static WorkTree of(Path folder) {
        return new WorkTree(
                folder,
                folder.resolve(".applied-set-resolve"),
                () -> "folder",
                path -> Optional.empty(),
                null,
                path -> {});
    }

    /** The same, which tells each path before it is changed. */
    WorkTree observed(Consumer<String> observer) {
        return new WorkTree(this.root, this.journal, this.position, this.asRead, this.repository, observer);
    }

    /** Changes, and what was in the files when they were planned. */
    public static final class Planned {

        private final Journal journal;

        private Planned(Journal journal) {
            this.journal = journal;
        }
    }

    /**
     * Finishes what a run has left.
     *
     * @param afterwards what belongs to it, given the note of the plan: is done again by the next run if it does not return
     * @return the paths that it was about; none if there was nothing to finish, or the repository has moved on since
     * @throws BranchException if somebody has changed one of the files since
     */
    public List<String> finish(Consumer<String> afterwards) {
        Optional<Journal> left = Journal.in(this.journal);
        if (left.isEmpty()) {
            return List.of();
        }
        if (!left.get().position().equals(this.position.get())) {
            remove(left.get());
            return List.of();
        }
        requireUnchanged(
                left.get(),
                "a resolve that did not finish",
                "Look at git status, put the files right, and delete " + this.journal + ".");
        work(left.get());
        afterwards.accept(left.get().note());
        remove(left.get());
        return left.get().entries().stream().map(entry -> entry.step().path()).toList();
    }

    /**
     * Remembers what is in the files now, or was when the branches were read.
     *
     * @param note one line for who finishes it: what follows the files
     */
    public Planned plan(List<FileStep> steps, String note) {
        return new Planned(new Journal(
                this.position.get(),
                note,
                steps.stream()
                        .map(step -> new Entry(
                                step,
                                this.asRead
                                        .apply(step.path())
                                        .orElseGet(() -> Journal.present(this.root.resolve(step.path())))))
                        .toList()));
    }

    /**
     * Changes the files, and stages them.
     *
     * @param afterwards what belongs to it: if it does not return, the next run goes on with it
     * @return what it returns
     * @throws BranchException if something has changed since the plan, one cannot be written, or git cannot stage them; in
     *     the last two cases the next run goes on
     */
    public <T> T apply(Planned planned, Supplier<T> afterwards) {
        Journal plan = planned.journal;
        if (!plan.position().equals(this.position.get())) {
            throw BranchException.unsettled(
                    List.of("The repository has moved on after the plan was made."), "Run the command again.");
        }
        requireUnchanged(plan, "the plan was made", "Run the command again.");
        plan.write(this.journal);
        work(plan);
        T result = afterwards.get();
        remove(plan);
        return result;
    }

    private void requireUnchanged(Journal plan, String since, String action) {
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
                            .map(path -> path + " was changed after " + since + ".")
                            .toList(),
                    action);
        }
    }

    private void work(Journal plan) {
        plan.entries().forEach(entry -> change(entry.step()));
        stage(plan.entries().stream().map(entry -> entry.step().path()).toList());
    }

    private void change(FileStep step) {
        this.observer.accept(step.path());
        Path file = this.root.resolve(step.path());
        byte[] content = step.content();
        if (content != null) {
            Journal.replace(file, content);
            return;
        }
        delete(file, "Fix the cause and run the command again: it goes on where it has stopped.");
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

    /** With what was written and did not get its name any more. */
    private void remove(Journal done) {
        done.entries()
                .forEach(entry ->
                        delete(Journal.beside(this.root.resolve(entry.step().path())), "Delete it by hand."));
        delete(this.journal, "Delete it by hand.");
    }

    private static void delete(Path file, String otherwise) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw BranchException.unreadable(file + " cannot be deleted: " + failure + ".", otherwise, failure);
        }
    }
}
