package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot of the schema cannot be read, written or taken. */
public final class SnapshotException extends MigrationException {

    private static final int SHOWN = 20;

    private final List<String> problems;

    private SnapshotException(
            String description, String action, String anchor, List<String> problems, @Nullable Throwable cause) {
        super(description, action, anchor, cause);
        this.problems = List.copyOf(problems);
    }

    /**
     * Files are there, and are not what they should be.
     *
     * @param problems each with its file and line
     */
    @Internal
    public static SnapshotException unreadable(List<String> problems) {
        String what = problems.size() == 1 ? "a problem" : problems.size() + " problems";
        String more = problems.size() > SHOWN ? "\nand " + (problems.size() - SHOWN) + " more" : "";
        return new SnapshotException(
                "The schema snapshot has " + what + ". Nothing is compared with it until that is mended.\n\n"
                        + numbered(problems.stream().limit(SHOWN).toList(), problem -> problem) + more,
                "Write the snapshot anew: java -jar app.jar --applied-set.command=snapshot"
                        + " --applied-set.from=migrations. It is made from the migrations, so there is nothing to merge"
                        + " by hand.",
                "snapshot-unreadable",
                problems,
                null);
    }

    /** Files cannot be written, or are in the way. */
    @Internal
    public static SnapshotException unwritable(String description, String action, @Nullable Throwable cause) {
        return new SnapshotException(description, action, "snapshot-unwritable", List.of(), cause);
    }

    /** There is no database to take it from. */
    @Internal
    public static SnapshotException noScratchDatabase(String description, String action, @Nullable Throwable cause) {
        return new SnapshotException(description, action, "scratch-database", List.of(), cause);
    }

    /** Every problem found, each with its file and line; empty if it is not the files that have one. */
    public List<String> problems() {
        return this.problems;
    }
}
