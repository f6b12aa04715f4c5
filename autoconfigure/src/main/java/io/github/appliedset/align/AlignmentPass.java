package io.github.appliedset.align;

import io.github.appliedset.align.RolledBack.Reason;
import io.github.appliedset.align.SchemaJudge.Judgement;
import io.github.appliedset.execution.SessionSettings;
import io.github.appliedset.execution.StoppedBackfills;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.run.DevelopmentGuard;
import io.github.appliedset.run.Repeatables;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.tracker.DeveloperMark;
import io.github.appliedset.tracker.KeptRollbacks;
import io.github.appliedset.tracker.RepeatableTable;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One transaction under the lock that gives rows their numbers and rolls back what has to go. What runs outside a
 * transaction ends the pass.
 */
final class AlignmentPass {

    private final RunContext run;
    private final VersionSet<Migration> onDisk;
    private final Repeatables repeatables;
    private final Consent consent;
    private final ExpectedSchemas expected;
    private final TrackerTable table;
    private final KeptRollbacks kept;
    private final RowCorrections corrections;

    AlignmentPass(
            RunContext run,
            VersionSet<Migration> onDisk,
            Repeatables repeatables,
            Consent consent,
            ExpectedSchemas expected,
            Map<Checksum, Checksum> same) {
        this.run = run;
        this.onDisk = onDisk;
        this.repeatables = repeatables;
        this.consent = consent;
        this.expected = expected;
        this.table = run.tracker().table();
        this.kept = new KeptRollbacks(this.table);
        this.corrections = new RowCorrections(run, onDisk, this.kept, same);
    }

    /**
     * How a pass ended.
     *
     * @param report what was done, or would be
     * @param outside the rollback that has to run next, outside a transaction, before the next pass; null for none
     * @param schemaOf the migrations whose schema has to be made before the next pass, nothing was done; null for none
     */
    record Result(
            AlignmentReport report,
            @Nullable Undo outside,
            @Nullable List<Migration> schemaOf) {

        /** Nothing was done; the schema of these is needed first. */
        static Result needs(List<Migration> schemaOf) {
            return new Result(AlignmentReport.NOTHING, null, schemaOf);
        }
    }

    Result run() throws SQLException {
        return this.run.session().locked(this.run.settings().transaction("align"), 0, this::pass);
    }

    private Result pass(Connection jdbc) throws SQLException {
        boolean marks = mark(jdbc);
        this.run.tracker().requireWritable(jdbc);
        this.kept.prepare(jdbc);
        List<RepairReport> moved = new ArrayList<>();
        Decision decision = this.corrections.correct(jdbc, moved);
        this.kept.refresh(jdbc, decision.toKeep(this.kept.read(jdbc)));
        if (decision.unwanted().isEmpty()) {
            return end(jdbc, AlignmentReport.ofRows(marks, moved));
        }
        return undo(jdbc, decision, AlignmentReport.ofRows(marks, moved));
    }

    private boolean mark(Connection jdbc) throws SQLException {
        DeveloperMark mark = new DeveloperMark(this.table);
        if (mark.isSet(jdbc)) {
            return false;
        }
        if (!this.consent.marks()) {
            throw DevelopmentGuard.notMarked(jdbc, mark.sql());
        }
        mark.set(jdbc);
        return true;
    }

    private Result undo(Connection jdbc, Decision decision, AlignmentReport before) throws SQLException {
        SchemaJudge judge = SchemaJudge.at(jdbc, this.table, this.expected);
        Undoing undoing = new Undoing(
                this.run, this.onDisk, this.consent, this.kept, this.kept.read(jdbc), SessionSettings.of(jdbc));
        Savepoint start = jdbc.setSavepoint();
        Undone alone = undoing.undo(jdbc, undoing.sequence(decision, false), start);
        Judgement judged = judge(jdbc, judge, alone);
        if (judged.schemaOf() != null) {
            return Result.needs(judged.schemaOf());
        }
        Undone undone = alone;
        if (alone.failed || judged.damage() != null) {
            jdbc.rollback(start);
            start = jdbc.setSavepoint();
            Undone unwound = undoing.undo(jdbc, undoing.sequence(decision, true), start);
            Judgement after = judge(jdbc, judge, unwound);
            if (after.schemaOf() != null) {
                return Result.needs(after.schemaOf());
            }
            undone = unwound;
            if (after.damage() != null || unwound.wanted() <= (judged.damage() == null ? alone.wanted() : 0)) {
                jdbc.rollback(start);
                start = jdbc.setSavepoint();
                String because = after.damage() == null ? unwound.because : after.damage();
                undone = judged.damage() == null
                        ? undoing.undo(jdbc, undoing.sequence(decision, false).subList(0, alone.done.size()), start)
                        : new Undone();
                this.corrections.correct(jdbc, undone.moved);
                undone.because = because;
                undone.stoppedAt = unwound.stoppedAt;
                judged = Judgement.notCompared(judged.notCompared());
            } else {
                judged = after;
            }
        }
        Undo outside = undone.outside;
        if (this.consent.commits() && outside != null) {
            // Up to it, so that it can run by itself.
            jdbc.rollback(start);
            List<Undo> first = undone.done.subList(0, undone.done.indexOf(outside));
            Undone again = undoing.undoAll(jdbc, first, jdbc.setSavepoint());
            stopBackfills(jdbc, undone.done);
            jdbc.commit();
            return new Result(before.then(again.report()), outside, null);
        }
        stopBackfills(jdbc, undone.done);
        return end(
                jdbc,
                before.then(undone.report()
                        .leaving(left(jdbc, decision, undone), undone.done.isEmpty() ? null : judged.notCompared())));
    }

    private Judgement judge(Connection jdbc, SchemaJudge judge, Undone undone) throws SQLException {
        return undone.done.isEmpty()
                ? Judgement.NOTHING
                : judge.judge(jdbc, this.corrections.correct(jdbc, undone.moved));
    }

    /** Those above may fill what is gone. */
    private void stopBackfills(Connection jdbc, List<Undo> rolledBack) throws SQLException {
        Optional<MigrationVersion> lowest =
                rolledBack.stream().map(undo -> undo.row().version()).min(Comparator.naturalOrder());
        if (this.consent.commits() && lowest.isPresent()) {
            new StoppedBackfills(this.run.tracker()).from(lowest.get(), jdbc);
        }
    }

    private Result end(Connection jdbc, AlignmentReport report) throws SQLException {
        if (this.consent.commits()) {
            jdbc.commit();
            return new Result(report, null, null);
        }
        return new Result(
                report.beforeApplying(
                        this.corrections.decide(jdbc).plan().pending().toList(), due(jdbc)),
                null,
                null);
    }

    private List<RepeatableState> due(Connection jdbc) throws SQLException {
        boolean hasTable = new RepeatableTable(this.table).exists(jdbc);
        return this.repeatables.plan(jdbc, hasTable, false).pending();
    }

    private List<Left> left(Connection jdbc, Decision decision, Undone undone) throws SQLException {
        Set<MigrationVersion> gone =
                undone.done.stream().map(undo -> undo.row().version()).collect(Collectors.toSet());
        Undo stopped = undone.stoppedAt;
        List<Left> left = new ArrayList<>();
        for (AppliedMigration row : decision.newestFirst()) {
            Reason reason = decision.unwanted().get(row.version());
            if (reason == null || gone.contains(row.version())) {
                continue;
            }
            String because =
                    stopped == null || stopped.row().equals(row) ? undone.because : after(stopped, undone.because);
            left.add(new Left(row, reason, because));
        }
        Decision now = this.corrections.decide(jdbc);
        for (RenumberedMigration moved : now.renumbered()) {
            RowCorrections.to(moved)
                    .flatMap(to -> now.plan().recorded().find(to))
                    .ifPresent(holder -> left.add(new Left(
                            moved.row(), Reason.RENUMBERED, "that number is still taken by " + holder.label())));
        }
        return left;
    }

    private static String after(Undo stopped, String because) {
        return stopped.row().label() + " was applied after it and cannot be rolled back"
                + (stopped.reason() == Reason.IN_THE_WAY ? ": " + because : "");
    }
}
