package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchException;
import io.github.appliedset.branch.FileStep;
import io.github.appliedset.branch.git.Journal.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Files that are changed together: all of them, or, if the process ends in between, the rest by the next run. */
public final class WorkTree {

    /** What git says of paths that a pattern ignores. */
    private static final int IGNORED = 1;

    /** Paths of one command, whose length is limited; git before 2.25 reads none from its input. */
    private static final int AT_ONCE = 100;

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
        private final boolean left;

        private Planned(Journal journal, boolean left) {
            this.journal = journal;
            this.left = left;
        }

        /** The paths that it is about. */
        public List<String> paths() {
            return this.journal.paths();
        }
    }

    /** The changes of a run that has not finished; empty if there is none. */
    public Optional<Planned> left() {
        return Journal.in(this.journal).map(journal -> new Planned(journal, true));
    }

    /** Whether the repository stands where it stood when the changes were planned. */
    public boolean isCurrent(Planned planned) {
        return planned.journal.position().equals(this.position.get());
    }

    /** Forgets changes that a run has left; the files stay as they are. */
    public void forget(Planned left) {
        remove(left.journal);
    }

    /** Remembers what is in the files now, or was when the branches were read. */
    public Planned plan(List<FileStep> steps) {
        List<Entry> entries = steps.stream()
                .map(step -> new Entry(step, this.asRead.apply(step.path()).orElseGet(() -> Journal.present(at(step)))))
                .toList();
        return new Planned(new Journal(this.position.get(), entries), false);
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
        if (!isCurrent(planned)) {
            throw BranchException.unsettled(
                    List.of("The repository has moved on after the plan was made."), "Run the command again.");
        }
        if (planned.left) {
            requireUnchanged(
                    plan,
                    "a resolve that did not finish",
                    "Check git status, correct the files, and delete " + this.journal + ".");
        } else {
            requireUnchanged(plan, "the plan was made", "Run the command again.");
        }
        plan.write(this.journal);
        work(plan);
        T result = afterwards.get();
        remove(plan);
        return result;
    }

    private Path at(FileStep step) {
        try {
            return this.root.resolve(step.path());
        } catch (InvalidPathException otherLocale) {
            throw BranchException.otherLocale(step.path());
        }
    }

    private void requireUnchanged(Journal plan, String since, String action) {
        List<String> changed = plan.entries().stream()
                .filter(entry -> {
                    String present = Journal.present(at(entry.step()));
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
        stage(plan.paths());
    }

    private void change(FileStep step) {
        this.observer.accept(step.path());
        Path file = at(step);
        byte[] content = step.content();
        if (content != null) {
            Journal.replace(file, content);
            return;
        }
        delete(file, "Fix the cause and run the command again: it continues where it stopped.");
    }

    /** Also what a pattern ignores: it is written on purpose. */
    private void stage(Collection<String> paths) {
        GitRepository git = this.repository;
        if (git == null) {
            return;
        }
        List<String> known = paths.stream()
                .filter(path -> Files.exists(this.root.resolve(path)) || isInIndex(git, path))
                .toList();
        for (int start = 0; start < known.size(); start += AT_ONCE) {
            List<String> words = new ArrayList<>(List.of("add", "--all", "--force", "--"));
            words.addAll(known.subList(start, Math.min(start + AT_ONCE, known.size())));
            git.git().require(words.toArray(String[]::new));
        }
    }

    /** Stages what is below a folder, deleted files included, and nothing that git ignores. Without git, nothing. */
    public void stageBelow(Path folder) {
        GitRepository git = this.repository;
        if (git != null) {
            git.git().requireUpTo(IGNORED, "add", "--all", "--", git.relative(folder));
        }
    }

    private static boolean isInIndex(GitRepository git, String path) {
        return !git.git().require("ls-files", "-z", "--", path).text().isEmpty();
    }

    /** With what was written and did not get its name any more. */
    private void remove(Journal done) {
        done.entries().forEach(entry -> delete(Journal.beside(at(entry.step())), "Delete it by hand."));
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
