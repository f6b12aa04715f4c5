package io.github.appliedset.migrator;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles one disagreement between a file and its row, on the word of an operator, under the lock. The row as it was is
 * logged, so that nothing of it is lost.
 */
final class Repair {

    private static final Logger log = LoggerFactory.getLogger(Repair.class);

    private final MigrationConnection connection;
    private final MigrationTracker tracker;
    private final MigratorSettings settings;
    private final VersionSet<Migration> onDisk;

    Repair(
            MigrationConnection connection,
            MigrationTracker tracker,
            MigratorSettings settings,
            VersionSet<Migration> onDisk) {
        this.connection = connection;
        this.tracker = tracker;
        this.settings = settings;
        this.onDisk = onDisk;
    }

    /** What the row is to be. */
    private interface Decision {

        /** Returns the row as it is to be; null if it is to be removed. */
        @Nullable
        AppliedMigration about(AppliedMigration row);
    }

    /** Gives the row the name that the file has. */
    RepairReport acceptRename(MigrationVersion version) throws SQLException {
        return settle("accept-rename", version, row -> {
            String name = fileOf(row).name();
            if (name.equals(row.name())) {
                throw refused(
                        "Version " + version + " has one name, on disk and in table " + this.tracker.table() + ": '"
                                + name + "'.",
                        "There is nothing to accept.");
            }
            return new AppliedMigration(version, name, row.appliedAt(), row.checksum());
        });
    }

    /** Gives the row the checksum that the file has; also where it has none. */
    RepairReport acceptChecksum(MigrationVersion version) throws SQLException {
        return settle("accept-checksum", version, row -> {
            Migration file = fileOf(row);
            Checksum checksum = file.up().checksum();
            if (checksum == null) {
                throw refused(
                        "Migration " + file + " is written in Java, which has no checksum.", "Nothing is to be done.");
            }
            if (checksum.equals(row.checksum())) {
                throw refused(
                        "The file of version " + version + " is what was applied: its checksum is the recorded one.",
                        "There is nothing to accept.");
            }
            return new AppliedMigration(version, row.name(), row.appliedAt(), checksum);
        });
    }

    /** Removes the row. If there is a file, it is pending from then on. */
    RepairReport forget(MigrationVersion version) throws SQLException {
        return settle("forget", version, row -> null);
    }

    private Migration fileOf(AppliedMigration row) {
        return this.onDisk
                .find(row.version())
                .orElseThrow(() -> refused(
                        "Migration " + row.label() + " has no file, so there is nothing to accept of it.",
                        "Put its file back; or, if it is never to come back, forget its row:\n"
                                + "    --applied-set.command=forget --applied-set.version=" + row.version()));
    }

    private RepairReport settle(String command, MigrationVersion version, Decision decision) throws SQLException {
        this.connection.prepareForMigrations();
        Connection jdbc = this.connection.jdbc();
        TransactionSettings transaction =
                TransactionSettings.of(command + " " + version, this.settings, this.connection.noticesDeadClients());
        new AdvisoryLock(this.tracker.table(), this.settings.instanceLockTimeout()).acquire(jdbc, transaction, 0);
        AppliedMigration before = this.tracker
                .read(jdbc)
                .flatMap(rows -> rows.find(version))
                .orElseThrow(() -> refused(
                        "Table " + this.tracker.table() + " has no row of version " + version + ".",
                        "Look which versions it has: --applied-set.command=status"));
        AppliedMigration after = decision.about(before);
        boolean done = after == null
                ? this.tracker.remove(jdbc, version, this.connection.role())
                : this.tracker.correct(jdbc, after);
        if (!done) {
            throw refused(
                    "The row of version " + version + " could not be changed: a trigger or a rule on table "
                            + this.tracker.table() + " keeps it.",
                    "Drop the trigger or the rule, and run the command again.");
        }
        jdbc.commit();
        log.warn(
                "Audit: {} of version {} in {}, database {}, by user {}: the row was {}, and is {}",
                command,
                version,
                this.tracker.table(),
                this.connection.database(),
                this.connection.user(),
                shown(before),
                after == null ? "removed" : shown(after));
        return new RepairReport(before, after);
    }

    private static String shown(AppliedMigration row) {
        return "(" + row.version() + ", '" + row.name() + "', " + row.appliedAt() + ", " + row.checksum() + ")";
    }

    private static TrackerException refused(String description, String action) {
        return new TrackerException(description + " Nothing was changed.", action, "repair-refused", null);
    }
}
