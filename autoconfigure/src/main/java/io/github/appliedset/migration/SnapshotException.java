package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import io.github.appliedset.text.Count;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
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
     * The files of a snapshot exist but are damaged.
     *
     * @param problems each with its file and line
     */
    @Internal
    public static SnapshotException unreadable(List<String> problems) {
        String what = Count.of(problems.size(), "problem");
        String more = problems.size() > SHOWN ? "\nand " + (problems.size() - SHOWN) + " more" : "";
        return new SnapshotException(
                what + " in the schema snapshot. Nothing was compared with it.\n\n"
                        + numbered(problems.stream().limit(SHOWN).toList(), problem -> problem) + more,
                "Take the snapshot again: java -jar app.jar --applied-set.command=snapshot"
                        + " --applied-set.from=migrations. It is generated from the migrations, so there is nothing"
                        + " to merge by hand.",
                "snapshot-unreadable",
                problems,
                null);
    }

    /** Files exist, and this process cannot read them. */
    @Internal
    public static SnapshotException inaccessible(IOException cause) {
        String what = cause instanceof AccessDeniedException denied
                ? denied.getFile() + ": permission denied"
                : String.valueOf(cause.getMessage());
        return new SnapshotException(
                "The schema snapshot could not be read. Nothing was compared with it.\n\n" + what,
                "Let the user of this process read the files of the snapshot and their folders.",
                "snapshot-unreadable",
                List.of(what),
                cause);
    }

    /** Files cannot be written, or existing ones prevent it. */
    @Internal
    public static SnapshotException unwritable(String description, String action, @Nullable Throwable cause) {
        return new SnapshotException(description, action, "snapshot-unwritable", List.of(), cause);
    }

    /** There is no scratch database to take it from. */
    @Internal
    public static SnapshotException noScratchDatabase(String description, String action, @Nullable Throwable cause) {
        return new SnapshotException(description, action, "scratch-database", List.of(), cause);
    }

    /** Every problem found in the files, each with its file and line; empty if the files are not the cause. */
    public List<String> problems() {
        return this.problems;
    }
}
