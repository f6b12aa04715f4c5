package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import io.github.appliedset.text.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The files on disk cannot be used. */
public final class InvalidMigrationException extends MigrationException {

    private final List<FileProblem> problems;

    @Internal
    public InvalidMigrationException(List<? extends FileProblem> problems) {
        this(inTheFiles(problems, "Nothing was applied."), problems);
    }

    private InvalidMigrationException(String what, List<? extends FileProblem> problems) {
        super(
                what + "\n\n" + numbered(problems, FileProblem::description),
                remedies(problems, FileProblem::remedy),
                anchorOf(problems, FileProblem::anchor, "migration-files"),
                null);
        this.problems = List.copyOf(problems);
    }

    /** A file changed after the run had begun. */
    @Internal
    public static InvalidMigrationException duringRun(FileProblem problem) {
        return duringRun(List.of(problem));
    }

    /** The same for several problems. */
    @Internal
    public static InvalidMigrationException duringRun(List<? extends FileProblem> problems) {
        return new InvalidMigrationException(inTheFiles(problems, "Nothing further was applied."), problems);
    }

    /** Another tool's files cannot be imported. */
    @Internal
    public static InvalidMigrationException importRefused(List<? extends FileProblem> problems) {
        return new InvalidMigrationException(
                "The import was refused" + (problems.size() == 1 ? "" : " for " + problems.size() + " reasons")
                        + ". Nothing was written.",
                problems);
    }

    /**
     * New files could not be written.
     *
     * @param problem why
     * @param leftBehind files already written that could not be removed
     */
    @Internal
    public static InvalidMigrationException notWritten(FileProblem problem, List<? extends FileProblem> leftBehind) {
        return new InvalidMigrationException(
                leftBehind.isEmpty()
                        ? "Could not write the new files. Nothing was written."
                        : "Could not write the new files, and could not remove those already written.",
                Stream.concat(Stream.of(problem), leftBehind.stream()).toList());
    }

    @Internal
    public InvalidMigrationException(FileProblem problem) {
        this(List.of(problem));
    }

    /**
     * Does something with each file, and throws the problems of all of them together.
     *
     * @param files migrations, or something else that has a file
     * @param work throws this exception if the file cannot be used
     */
    @Internal
    public static <T> void collect(Iterable<? extends T> files, Consumer<? super T> work) {
        List<FileProblem> problems = new ArrayList<>();
        for (T file : files) {
            try {
                work.accept(file);
            } catch (InvalidMigrationException invalid) {
                problems.addAll(invalid.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidMigrationException(problems);
        }
    }

    private static String inTheFiles(List<? extends FileProblem> problems, String done) {
        return Count.of(problems.size(), "problem") + " in the migration files. " + done;
    }

    /** Every problem found, not only the first. */
    public List<FileProblem> problems() {
        return this.problems;
    }
}
