package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import java.util.List;
import java.util.stream.Stream;

/** The files on disk cannot be used as they are. */
public final class InvalidMigrationException extends MigrationException {

    private final List<FileProblem> problems;

    @Internal
    public InvalidMigrationException(List<? extends FileProblem> problems) {
        this(
                problems.size() == 1
                        ? "The migration files have a problem. Nothing is applied until that is mended."
                        : "The migration files have " + problems.size()
                                + " problems. Nothing is applied until that is mended.",
                problems);
    }

    private InvalidMigrationException(String what, List<? extends FileProblem> problems) {
        super(
                what + "\n\n" + numbered(problems, FileProblem::description),
                remedies(problems, FileProblem::remedy),
                anchorOf(problems, FileProblem::anchor, "migration-files"),
                null);
        this.problems = List.copyOf(problems);
    }

    /** Another tool's files cannot be written as ours. */
    @Internal
    public static InvalidMigrationException importRefused(List<? extends FileProblem> problems) {
        return new InvalidMigrationException(
                "The files cannot be imported" + (problems.size() == 1 ? "" : ", for " + problems.size() + " reasons")
                        + ". Nothing was written.",
                problems);
    }

    /**
     * New files could not be written.
     *
     * @param problem why
     * @param leftBehind files that were written before and could not be removed again
     */
    @Internal
    public static InvalidMigrationException notWritten(FileProblem problem, List<? extends FileProblem> leftBehind) {
        return new InvalidMigrationException(
                leftBehind.isEmpty()
                        ? "The new files could not be written. Nothing was written."
                        : "The new files could not be written, and some are left behind.",
                Stream.concat(Stream.of(problem), leftBehind.stream()).toList());
    }

    @Internal
    public InvalidMigrationException(FileProblem problem) {
        this(List.of(problem));
    }

    /** Every problem found, not only the first. */
    public List<FileProblem> problems() {
        return this.problems;
    }
}
