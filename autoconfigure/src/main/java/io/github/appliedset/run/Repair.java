package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.session.Session;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.RowRepair;
import io.github.appliedset.tracker.UnfinishedMigrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
    public Repair(RunContext run, VersionSet<Migration> onDisk, Consumer<RepairReport> shown) {
        this.session = run.session();
        this.tracker = run.tracker();
        this.settings = run.settings();
        this.onDisk = onDisk;
        this.shown = shown;
    }

    /** Decides how the row changes. */
    private interface Decision {

        /** Returns the new row; null to remove it. */
        @Nullable
        AppliedMigration about(AppliedMigration row, VersionSet<AppliedMigration> rows) throws SQLException;
    }

    /** Sets the name in the row to that of the file. */
    public RepairReport acceptRename(MigrationVersion version) throws SQLException {
        return settle("accept-rename", version, (row, rows) -> {
            requireOwnFile(row, rows);
            String name = fileOf(row).name();
            if (name.equals(row.name())) {
                throw RepairRefusal.of(
                        "Version " + version + " has the same name on disk and in table " + this.tracker.table() + ": '"
                                + name + "'.",
                        "There is nothing to accept.");
            }
            return new AppliedMigration(version, name, row.appliedAt(), row.checksum());
        });
    }

    /** Sets the checksum in the row to that of the file, even if the row has none. */
    public RepairReport acceptChecksum(MigrationVersion version) throws SQLException {
        return settle("accept-checksum", version, (row, rows) -> {
            requireOwnFile(row, rows);
            Migration file = fileOf(row);
            Checksum checksum = file.up().checksum();
            if (checksum == null) {
                throw RepairRefusal.of(
                        "Migration " + file + " is written in Java and has no checksum.", "There is nothing to do.");
            }
            if (checksum.equals(row.checksum())) {
                throw RepairRefusal.of(
                        "The file of version " + version + " has not changed: its checksum is the recorded one.",
                        "There is nothing to accept.");
            }
            return new AppliedMigration(version, row.name(), row.appliedAt(), checksum);
        });
    }

    /** Removes the row. If the version has a file, it is pending from then on. */
    public RepairReport forget(MigrationVersion version) throws SQLException {
        return settle("forget", version, (row, rows) -> null);
    }

    /**
     * A row that belongs to another file, or probably does, must not be given to this one, which has never run, nor be
     * forgotten for it.
     */
    private void requireOwnFile(AppliedMigration row, VersionSet<AppliedMigration> rows) {
        MigrationPlan plan = MigrationPlan.between(this.onDisk, rows);
        Stream.of(
                        plan.renumbered().stream(),
                        plan.renamed().stream().filter(MigrationConflict::mayRunAgain),
                        plan.orphaned().stream().filter(MigrationConflict::mayRunAgain))
                .flatMap(conflicts -> conflicts)
                .filter(conflict ->
                        conflict.version().filter(row.version()::equals).isPresent())
                .findFirst()
                .ifPresent(conflict -> {
                    throw RepairRefusal.of(
                            conflict.description() + "\n"
                                    + (this.onDisk.contains(row.version())
                                            ? "The row " + (conflict.mayRunAgain() ? "probably does" : "does")
                                                    + " not belong to the file of version "
                                            : "There is nothing to accept under version ")
                                    + row.version() + ".",
                            conflict.remedy(this.tracker.table().sql()));
                });
    }

    /**
     * Gives a row the number of the file that has its content now, and the name of that file. If rows have swapped their
     * numbers, changes the whole cycle.
     */
    public RepairReport renumber(MigrationVersion version, MigrationVersion to) throws SQLException {
        String command = "renumber";
        return this.session.locked(this.settings.transaction(command + " " + version + " to " + to), 0, jdbc -> {
            VersionSet<AppliedMigration> rows = rows(jdbc);
            RenumberDecision decision = new RenumberDecision(this.tracker.table(), this.onDisk, rows);
            List<RepairReport> moves = decision.moves(version, to);
            requireFinished(jdbc, moves);
            List<AppliedMigration> before =
                    moves.stream().map(RepairReport::before).toList();
            List<AppliedMigration> after = moves.stream()
                    .map(move -> Objects.requireNonNull(move.after()))
                    .toList();
            this.tracker.requireWritable(jdbc);
            if (!new RowRepair(this.tracker.table()).renumber(jdbc, before, after)) {
                throw notChanged(version);
            }
            jdbc.commit();
            moves.forEach(move -> audit(command, move.before(), move.after()));
            return moves.get(0);
        });
    }

    /** A step outside a transaction that has stopped half-way is noted under its number. */
    private void requireFinished(Connection jdbc, List<RepairReport> moves) throws SQLException {
        UnfinishedMigrations unfinished = new UnfinishedMigrations(this.tracker.table());
        for (RepairReport move : moves) {
            for (AppliedMigration row : List.of(move.before(), Objects.requireNonNull(move.after()))) {
                if (unfinished.has(jdbc, row.version())) {
                    throw RepairRefusal.of(
                            "Version " + row.version() + " has started outside a transaction and is not finished: "
                                    + unfinished.sql() + " has a row for it.",
                            "Finish it first: start the application, or repeat the rollback, with the files it was started"
                                    + " with.");
                }
            }
        }
    }

    private Migration fileOf(AppliedMigration row) {
        return this.onDisk
                .find(row.version())
                .orElseThrow(() -> RepairRefusal.of(
                        "Migration " + row.label() + " has no file, so there is nothing to accept.",
                        "Restore its file or, if it is gone for good, forget its row:\n"
                                + "    --applied-set.command=forget --applied-set.version=" + row.version()));
    }

    private RepairReport settle(String command, MigrationVersion version, Decision decision) throws SQLException {
        VersionSet<AppliedMigration> rows = rows(this.session.jdbc());
        AppliedMigration agreed = row(rows, version);
        this.shown.accept(new RepairReport(agreed, decision.about(agreed, rows)));
        return this.session.locked(
                this.settings.transaction(command + " " + version), 0, jdbc -> settle(jdbc, command, agreed, decision));
    }

    private AppliedMigration row(VersionSet<AppliedMigration> rows, MigrationVersion version) {
        return rows.find(version)
                .orElseThrow(() -> RepairRefusal.of(
                        "Table " + this.tracker.table() + " has no row for version " + version + ".",
                        "To list its versions: --applied-set.command=status"));
    }

    private VersionSet<AppliedMigration> rows(Connection jdbc) throws SQLException {
        return this.tracker.read(jdbc).orElse(VersionSet.empty());
    }

    private RepairReport settle(Connection jdbc, String command, AppliedMigration agreed, Decision decision)
            throws SQLException {
        MigrationVersion version = agreed.version();
        VersionSet<AppliedMigration> rows = rows(jdbc);
        AppliedMigration before = row(rows, version);
        if (!before.equals(agreed)) {
            throw RepairRefusal.of(
                    "Another process changed the row of version " + version + " in table " + this.tracker.table()
                            + " in the meantime.",
                    "Look at it with --applied-set.command=status, and run the command again.");
        }
        AppliedMigration after = decision.about(before, rows);
        this.tracker.requireWritable(jdbc);
        boolean done = after == null ? forget(jdbc, version) : new RowRepair(this.tracker.table()).correct(jdbc, after);
        if (!done) {
            throw notChanged(version);
        }
        jdbc.commit();
        audit(command, before, after);
        return new RepairReport(before, after);
    }

    private void audit(String command, AppliedMigration before, @Nullable AppliedMigration after) {
        log.warn(
                "Audit: {} of version {} in {}, database {}, by user {}: the row was {}, and is now {}",
                command,
                before.version(),
                this.tracker.table(),
                this.session.database(),
                this.session.user(),
                shown(before),
                after == null ? "removed" : shown(after));
    }

    /** A rollback of it that has begun outside a transaction is forgotten as well. */
    private boolean forget(Connection jdbc, MigrationVersion version) throws SQLException {
        new UnfinishedMigrations(this.tracker.table()).forget(jdbc, version);
        return new RowRepair(this.tracker.table()).remove(jdbc, version);
    }

    private TrackerException notChanged(MigrationVersion version) {
        return RepairRefusal.of(
                "The row of version " + version + " could not be changed: a trigger or a rule on table "
                        + this.tracker.table() + " prevents it.",
                "Drop the trigger or the rule, and run the command again.");
    }

    private static String shown(AppliedMigration row) {
        return "(" + row.version() + ", '" + row.name() + "', " + row.appliedAt() + ", " + row.checksum() + ")";
    }
}
