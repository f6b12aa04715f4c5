package io.github.appliedset.tracker;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Fills a new tracker from the one another tool has left behind. */
public final class LegacyBootstrap {

    private final LegacySettings settings;
    private final MigrationTracker tracker;

    public LegacyBootstrap(LegacySettings settings, MigrationTracker tracker) {
        this.settings = settings;
        this.tracker = tracker;
    }

    /**
     * Records what the other tool applied; call it under the lock while the tracker is new and has no row.
     *
     * @return the migrations recorded without being run
     * @throws TrackerException if there is a tracker that nobody mentioned, or one that cannot be trusted
     */
    public List<Migration> run(Connection connection, VersionSet<Migration> onDisk) throws SQLException {
        return switch (this.settings.tool()) {
            case NONE -> List.of();
            case DETECT -> {
                refuseUnmentioned(connection);
                yield List.of();
            }
            case GOLANG_MIGRATE -> {
                GolangMigrateTracker legacy = GolangMigrateTracker.named(this.settings.table());
                if (!legacy.exists(connection)) {
                    // A slip in the name must not be less safe than no name at all.
                    refuseUnmentioned(connection);
                }
                List<Migration> applied = legacy.appliedOf(connection, onDisk);
                this.tracker.adopt(connection, applied);
                yield applied;
            }
        };
    }

    private void refuseUnmentioned(Connection connection) throws SQLException {
        List<String> tables = GolangMigrateTracker.tablesIn(connection);
        if (!tables.isEmpty()) {
            throw new TrackerException(
                    "Table " + this.tracker.table() + " is new, but golang-migrate has been here before: "
                            + String.join(", ", tables)
                            + ". Its migrations would run a second time. Nothing was applied.",
                    "To take over what it applied, set\n    applied-set.legacy.tool=golang-migrate\n"
                            + "    applied-set.legacy.table=" + tables.get(0)
                            + "\nTo ignore it and run every migration, set\n    applied-set.legacy.tool=none",
                    "legacy-tracker-found",
                    null);
        }
    }
}
