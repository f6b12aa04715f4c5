package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import java.util.List;

/** Files and tracker table contradict each other. */
public final class MigrationConflictException extends MigrationException {

    private final List<MigrationConflict> conflicts;

    /**
     * Reports the conflicts.
     *
     * @param table the tracker table, qualified and quoted for use in SQL
     * @param conflicts at least one
     */
    @Internal
    public MigrationConflictException(String table, List<? extends MigrationConflict> conflicts) {
        super(
                describe(table, conflicts),
                remedies(conflicts, conflict -> conflict.remedy(table)),
                anchorOf(conflicts, MigrationConflict::anchor, "conflicts"),
                null);
        this.conflicts = List.copyOf(conflicts);
    }

    /** Every conflict found, not only the first. */
    public List<MigrationConflict> conflicts() {
        return this.conflicts;
    }

    private static String describe(String table, List<? extends MigrationConflict> conflicts) {
        String what = conflicts.size() == 1
                ? "The migrations on disk and " + table + " disagree"
                : "The migrations on disk and " + table + " disagree in " + conflicts.size() + " places";
        return what + ". No migration runs until this is resolved.\n\n"
                + numbered(conflicts, MigrationConflict::description);
    }
}
