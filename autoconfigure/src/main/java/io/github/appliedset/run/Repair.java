package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.session.Session;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.UnfinishedMigrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Resolves one disagreement between a file and its row at an operator's request, under the lock. The old row is logged,
 * so that nothing is lost.
 */
public final class Repair {

    private static final Log log = Log.of(Repair.class);

    private final Session session;
    private final MigrationTracker tracker;
    private final RunSettings settings;
    private final VersionSet<Migration> onDisk;
    private final Consumer<RepairReport> shown;

    /**
     * Prepares the change.
     *
     * @param shown called with the change before the lock is taken
     */
    public Repair(
            Session session,
            MigrationTracker tracker,
            RunSettings settings,
            VersionSet<Migration> onDisk,
            Consumer<RepairReport> shown) {
        this.session = session;
        this.tracker = tracker;
        this.settings = settings;
        this.onDisk = onDisk;
        this.shown = shown;
    }

    /** Decides how the row changes. */
    private interface Decision {

        /** Returns the new row; null to remove it. */
        @Nullable
        AppliedMigration about(AppliedMigration row);
    }

    /** Sets the name in the row to that of the file. */
    public RepairReport acceptRename(MigrationVersion version) throws SQLException {
        return settle("accept-rename", version, row -> {
            String name = fileOf(row).name();
            if (name.equals(row.name())) {
                throw refused(
                        "Version " + version + " has the same name on disk and in table " + this.tracker.table() + ": '"
                                + name + "'.",
                        "There is nothing to accept.");
            }
            return new AppliedMigration(version, name, row.appliedAt(), row.checksum());
        });
    }

    /** Sets the checksum in the row to that of the file, also if the row has none. */
    public RepairReport acceptChecksum(MigrationVersion version) throws SQLException {
        return settle("accept-checksum", version, row -> {
            Migration file = fileOf(row);
            Checksum checksum = file.up().checksum();
            if (checksum == null) {
                throw refused(
                        "Migration " + file + " is written in Java and has no checksum.", "There is nothing to do.");
            }
            if (checksum.equals(row.checksum())) {
                throw refused(
                        "The file of version " + version + " has not changed: its checksum is the recorded one.",
                        "There is nothing to accept.");
            }
            return new AppliedMigration(version, row.name(), row.appliedAt(), checksum);
        });
    }

    /** Removes the row. If the version has a file, it is pending from then on. */
    public RepairReport forget(MigrationVersion version) throws SQLException {
        return settle("forget", version, row -> null);
    }

    private Migration fileOf(AppliedMigration row) {
        return this.onDisk
                .find(row.version())
                .orElseThrow(() -> refused(
                        "Migration " + row.label() + " has no file, so there is nothing to accept.",
                        "Restore its file or, if it is gone for good, forget its row:\n"
                                + "    --applied-set.command=forget --applied-set.version=" + row.version()));
    }

    private RepairReport settle(String command, MigrationVersion version, Decision decision) throws SQLException {
        AppliedMigration agreed = row(this.session.jdbc(), version);
        this.shown.accept(new RepairReport(agreed, decision.about(agreed)));
        return this.session.locked(
                this.settings.transaction(command + " " + version), 0, jdbc -> settle(jdbc, command, agreed, decision));
    }

    private AppliedMigration row(Connection jdbc, MigrationVersion version) throws SQLException {
        return this.tracker
                .read(jdbc)
                .flatMap(rows -> rows.find(version))
                .orElseThrow(() -> refused(
                        "Table " + this.tracker.table() + " has no row for version " + version + ".",
                        "To list its versions: --applied-set.command=status"));
    }

    private RepairReport settle(Connection jdbc, String command, AppliedMigration agreed, Decision decision)
            throws SQLException {
        MigrationVersion version = agreed.version();
        AppliedMigration before = row(jdbc, version);
        if (!before.equals(agreed)) {
            throw refused(
                    "Another process changed the row of version " + version + " in table " + this.tracker.table()
                            + " in the meantime.",
                    "Look at it with --applied-set.command=status, and run the command again.");
        }
        AppliedMigration after = decision.about(before);
        boolean done = after == null ? forget(jdbc, version) : this.tracker.correct(jdbc, after);
        if (!done) {
            throw refused(
                    "The row of version " + version + " could not be changed: a trigger or a rule on table "
                            + this.tracker.table() + " prevents it.",
                    "Drop the trigger or the rule, and run the command again.");
        }
        jdbc.commit();
        log.warn(
                "Audit: {} of version {} in {}, database {}, by user {}: the row was {}, and is now {}",
                command,
                version,
                this.tracker.table(),
                this.session.database(),
                this.session.user(),
                shown(before),
                after == null ? "removed" : shown(after));
        return new RepairReport(before, after);
    }

    /** A rollback of it that has begun outside a transaction is forgotten as well. */
    private boolean forget(Connection jdbc, MigrationVersion version) throws SQLException {
        new UnfinishedMigrations(this.tracker.table()).forget(jdbc, version);
        return this.tracker.remove(jdbc, version);
    }

    private static String shown(AppliedMigration row) {
        return "(" + row.version() + ", '" + row.name() + "', " + row.appliedAt() + ", " + row.checksum() + ")";
    }

    private static TrackerException refused(String description, String action) {
        return new TrackerException(description + " Nothing was changed.", action, "repair-refused", null);
    }
}
