package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import java.util.List;

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

    @Internal
    public InvalidMigrationException(FileProblem problem) {
        this(List.of(problem));
    }

    /** Every problem found, not only the first. */
    public List<FileProblem> problems() {
        return this.problems;
    }
}
