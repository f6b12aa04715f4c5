package io.github.appliedset.migration;

import java.util.List;

/** The files on disk cannot be used as they are. */
public final class InvalidMigrationException extends MigrationException {

    private final List<FileProblem> problems;

    public InvalidMigrationException(List<? extends FileProblem> problems) {
        super(describe(problems), remedy(problems), anchorOf(problems, FileProblem::anchor, "migration-files"), null);
        this.problems = List.copyOf(problems);
    }

    public InvalidMigrationException(FileProblem problem) {
        this(List.of(problem));
    }

    /** Every problem found, not only the first. */
    public List<FileProblem> problems() {
        return this.problems;
    }

    private static String describe(List<? extends FileProblem> problems) {
        String what = problems.size() == 1
                ? "The migration files have a problem"
                : "The migration files have " + problems.size() + " problems";
        return what + ". Nothing is applied until that is mended.\n\n" + numbered(problems, FileProblem::description);
    }

    private static String remedy(List<? extends FileProblem> problems) {
        return numbered(problems, FileProblem::remedy);
    }
}
