package io.github.appliedset.align;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.DevelopmentException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.run.RenumberDecision;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.tracker.KeptRollbacks;
import io.github.appliedset.tracker.RowRepair;
import io.github.appliedset.tracker.TrackerTable;
import io.github.appliedset.tracker.UnfinishedMigrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Rows that get the numbers and names of their files, without running anything. */
final class RowCorrections {

    private final RunContext run;
    private final VersionSet<Migration> onDisk;
    private final TrackerTable table;
    private final KeptRollbacks kept;
    private final Map<Checksum, Checksum> same;

    RowCorrections(RunContext run, VersionSet<Migration> onDisk, KeptRollbacks kept, Map<Checksum, Checksum> same) {
        this.run = run;
        this.onDisk = onDisk;
        this.same = same;
        this.table = run.tracker().table();
        this.kept = kept;
    }

    /** How rows and files differ now. */
    Decision decide(Connection jdbc) throws SQLException {
        return Decision.of(
                MigrationPlan.between(this.onDisk, this.run.tracker().read(jdbc).orElse(VersionSet.empty())),
                this.run.settings().checksumMismatch(),
                this.same);
    }

    /**
     * Gives rows the numbers and names of their files.
     *
     * @param moved gets what was done
     */
    Decision correct(Connection jdbc, List<RepairReport> moved) throws SQLException {
        Decision decision = renumber(jdbc, moved);
        for (RepairReport rename : decision.renamed()) {
            correct(jdbc, rename.before(), Objects.requireNonNull(rename.after()));
            moved.add(rename);
        }
        // One that has left its number may have been in the way of another.
        return decision.renamed().isEmpty() ? decision : renumber(jdbc, moved);
    }

    private void correct(Connection jdbc, AppliedMigration before, AppliedMigration after) throws SQLException {
        AppliedMigration there =
                new AppliedMigration(before.version(), after.name(), after.appliedAt(), after.checksum());
        if (!new RowRepair(this.run.tracker().table()).correct(jdbc, there)) {
            throw notChanged(before);
        }
        if (!before.version().equals(after.version())) {
            move(jdbc, List.of(new RepairReport(before, after)));
        }
    }

    private void move(Connection jdbc, List<RepairReport> moves) throws SQLException {
        requireFinished(jdbc, moves);
        List<AppliedMigration> before = moves.stream().map(RepairReport::before).toList();
        List<AppliedMigration> after =
                moves.stream().map(move -> Objects.requireNonNull(move.after())).toList();
        if (!new RowRepair(this.run.tracker().table()).renumber(jdbc, before, after)) {
            throw notChanged(before.get(0));
        }
        this.kept.renumber(jdbc, moves);
    }

    /**
     * Moves row after row, because the next one may need the number of the last. A number that is taken by a migration that
     * has to go is free after that.
     */
    private Decision renumber(Connection jdbc, List<RepairReport> moved) throws SQLException {
        while (true) {
            Decision decision = decide(jdbc);
            VersionSet<AppliedMigration> rows = decision.plan().recorded();
            Optional<RenumberedMigration> next = decision.renumbered().stream()
                    .filter(conflict -> to(conflict)
                            .filter(to -> conflict.exchanged() || !rows.contains(to))
                            .isPresent())
                    .findFirst();
            if (next.isEmpty()) {
                return decision;
            }
            List<RepairReport> moves = new RenumberDecision(
                            this.table, this.onDisk, decision.plan().recorded())
                    .moves(next.get().row().version(), to(next.get()).orElseThrow());
            move(jdbc, moves);
            moved.addAll(moves);
        }
    }

    /** Of several files with the content, the one with the name. */
    static Optional<MigrationVersion> to(RenumberedMigration conflict) {
        List<Migration> named = conflict.files().stream()
                .filter(file -> file.name().equals(conflict.row().name()))
                .toList();
        return conflict.to()
                .or(() -> named.size() == 1 ? Optional.of(named.get(0).version()) : Optional.empty());
    }

    private void requireFinished(Connection jdbc, List<RepairReport> moves) throws SQLException {
        UnfinishedMigrations unfinished = new UnfinishedMigrations(this.table);
        for (RepairReport move : moves) {
            if (unfinished.has(jdbc, move.before().version())) {
                throw new DevelopmentException(
                        move.before().label()
                                + " has another number on disk now, but it has started outside a transaction"
                                + " and is not finished: " + unfinished.sql()
                                + " has a row for it. Nothing was changed.",
                        "Finish it with the files it was started with, then align again.",
                        "align-refused",
                        null);
            }
        }
    }

    private DevelopmentException notChanged(AppliedMigration row) {
        return new DevelopmentException(
                "The row of " + row.label() + " could not be changed: a trigger or a rule on table " + this.table
                        + " prevents it. Nothing was changed.",
                "Drop the trigger or the rule, and align again.",
                "align-refused",
                null);
    }
}
