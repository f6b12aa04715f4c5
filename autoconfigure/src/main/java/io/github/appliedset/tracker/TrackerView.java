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
 * The tracker as somebody who only looks sees it.
 *
 * @param rows every row
 * @param running the version that another session is applying; null if there is none
 */
public record TrackerView(
        VersionSet<AppliedMigration> rows, @Nullable MigrationVersion running) {

    /** What a session calls itself while it applies a migration; a long name is cut off. */
    private static final Pattern APPLYING = Pattern.compile("applied-set ([0-9]+)_.*");

    /**
     * Makes a view.
     *
     * @param activities what the sessions that hold the migration lock call themselves
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
