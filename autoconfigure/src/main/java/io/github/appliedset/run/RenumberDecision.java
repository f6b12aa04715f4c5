package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.tracker.TrackerTable;
import java.util.ArrayList;
import java.util.List;

/** Decides which rows get another number. Only a checksum proves that a row belongs to a file. */
public final class RenumberDecision {

    private final TrackerTable table;
    private final VersionSet<Migration> onDisk;
    private final VersionSet<AppliedMigration> rows;

    public RenumberDecision(TrackerTable table, VersionSet<Migration> onDisk, VersionSet<AppliedMigration> rows) {
        this.table = table;
        this.onDisk = onDisk;
        this.rows = rows;
    }

    /**
     * The rows before and after: the named one or, if rows have exchanged their numbers, the whole cycle.
     *
     * @throws TrackerException if the row does not belong to the file, or the number is taken
     */
    public List<RepairReport> moves(MigrationVersion version, MigrationVersion to) {
        AppliedMigration row = this.rows
                .find(version)
                .orElseThrow(() -> RepairRefusal.of(
                        "Table " + this.table + " has no row for version " + version + ".",
                        "To list its versions: --applied-set.command=status"));
        Migration file = this.onDisk
                .find(to)
                .orElseThrow(() -> RepairRefusal.of(
                        "There is no file of version " + to + ", so nothing shows that " + row.label()
                                + " has this number now.",
                        "Run the command with the release that has the file."));
        requireSame(row, file);
        requireNoOwnFile(row);
        List<RepairReport> moves = new ArrayList<>();
        moves.add(move(row, file));
        AppliedMigration next = this.rows.find(to).orElse(null);
        if (next != null) {
            moves.addAll(circle(row, next));
        }
        return moves;
    }

    private static RepairReport move(AppliedMigration row, Migration file) {
        return new RepairReport(
                row, new AppliedMigration(file.version(), file.name(), row.appliedAt(), row.checksum()));
    }

    private void requireSame(AppliedMigration row, Migration file) {
        Checksum found = file.up().checksum();
        if (row.checksum() == null || found == null) {
            throw RepairRefusal.of(
                    row.checksum() == null
                            ? "The row of " + row.label() + " has no checksum, so nothing shows that " + file.label()
                                    + " is the same migration."
                            : "Migration " + file.label()
                                    + " is written in Java and has no checksum, so nothing shows that " + row.label()
                                    + " is the same migration.",
                    "Compare them yourself. If they are the same, run\n    UPDATE " + this.table + " SET version = "
                            + file.version() + " WHERE version = " + row.version() + ";");
        }
        if (!found.equals(row.checksum())) {
            throw RepairRefusal.of(
                    "Migration " + file.label() + " is not what was applied as " + row.label() + ":\n    "
                            + file.up().location() + "\n    checksum recorded " + row.checksum()
                            + "\n    checksum now      " + found + "\n",
                    "Restore the content of the file. If it is a different migration, it needs no row: the next start"
                            + " applies it.");
        }
    }

    private void requireNoOwnFile(AppliedMigration row) {
        boolean hasIt = this.onDisk
                .find(row.version())
                .map(file -> file.up().checksum())
                .filter(found -> found.equals(row.checksum()))
                .isPresent();
        if (hasIt) {
            throw RepairRefusal.of(
                    "The file of version " + row.version()
                            + " is still what was applied: with a different number for the row, it would run a second time.",
                    "Remove one of the two files, or give the row of the other one its number.");
        }
    }

    /** The moves of the other rows if they lead back to the first one. */
    private List<RepairReport> circle(AppliedMigration first, AppliedMigration second) {
        List<RenumberedMigration> renumbered = MigrationPlan.between(this.onDisk, this.rows).renumbered().stream()
                .filter(RenumberedMigration.class::isInstance)
                .map(RenumberedMigration.class::cast)
                .toList();
        List<RepairReport> moves = new ArrayList<>();
        AppliedMigration row = second;
        while (!row.version().equals(first.version())) {
            AppliedMigration current = row;
            RenumberedMigration known = renumbered.stream()
                    .filter(conflict -> conflict.row().version().equals(current.version()))
                    .findFirst()
                    .orElseThrow(() -> taken(second));
            Migration file = known.to().flatMap(this.onDisk::find).orElseThrow(() -> settleFirst(known));
            moves.add(move(row, file));
            row = this.rows.find(file.version()).orElse(null);
            if (row == null || moves.size() > this.rows.size()) {
                throw settleFirst(renumbered.stream()
                        .filter(conflict -> conflict.row().version().equals(second.version()))
                        .findFirst()
                        .orElse(known));
            }
        }
        return moves;
    }

    private TrackerException taken(AppliedMigration holder) {
        return RepairRefusal.of(
                "Version " + holder.version() + " has a row of its own, " + holder.label() + ", applied at "
                        + holder.appliedAt() + ".",
                "Compare both rows with the files: --applied-set.command=status. If both stand for one migration that ran"
                        + " twice, forget the one without a file:\n    --applied-set.command=forget --applied-set.version=N");
    }

    private TrackerException settleFirst(MigrationConflict conflict) {
        return RepairRefusal.of(
                "The number is still taken. " + conflict.description(), conflict.remedy(this.table.sql()));
    }
}
