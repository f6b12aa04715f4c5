package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import java.util.Comparator;
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
                remedies(conflicts, conflict -> conflict.remedy(table)) + afterBranchesMet(conflicts),
                anchorOf(conflicts, MigrationConflict::anchor, "conflicts"),
                null);
        this.conflicts = List.copyOf(conflicts);
    }

    /** Every conflict found, not only the first. */
    public List<MigrationConflict> conflicts() {
        return this.conflicts;
    }

    /** Once for all of them: both commands settle whatever they find. */
    private static String afterBranchesMet(List<? extends MigrationConflict> conflicts) {
        return conflicts.stream()
                .map(MigrationConflict::afterBranchesMet)
                .filter(text -> !text.isEmpty())
                .max(Comparator.comparing(String::length))
                .map(text -> "\n\n" + text)
                .orElse("");
    }

    private static String describe(String table, List<? extends MigrationConflict> conflicts) {
        String what = conflicts.size() == 1
                ? "The migrations on disk and " + table + " disagree"
                : "The migrations on disk and " + table + " disagree in " + conflicts.size() + " places";
        return what + ". No migration runs until this is resolved.\n\n"
                + numbered(conflicts, MigrationConflict::description);
    }
}
