package io.github.appliedset.tracker;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A read-only view of the tracker.
 *
 * @param rows every row
 * @param running the version that another session is applying; null if there is none
 */
public record TrackerView(
        VersionSet<AppliedMigration> rows, @Nullable MigrationVersion running) {

    /** Application name of a session that applies a migration; long names are truncated. */
    private static final Pattern APPLYING = Pattern.compile("applied-set ([0-9]+)_.*");

    /**
     * Creates a view.
     *
     * @param activities application names of the sessions that hold the migration lock
     */
    static TrackerView of(VersionSet<AppliedMigration> rows, List<String> activities) {
        return new TrackerView(
                rows,
                activities.stream()
                        .map(TrackerView::version)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse(null));
    }

    private static Optional<MigrationVersion> version(String activity) {
        Matcher applying = APPLYING.matcher(activity);
        if (!applying.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(MigrationVersion.parse(applying.group(1)));
        } catch (IllegalArgumentException takenFromSomebodyElse) {
            return Optional.empty();
        }
    }
}
