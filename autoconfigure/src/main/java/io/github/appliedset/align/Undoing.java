package io.github.appliedset.align;

import io.github.appliedset.align.RolledBack.Reason;
import io.github.appliedset.execution.CheckedScript;
import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.execution.Checkout;
import io.github.appliedset.execution.FailureAdvice;
import io.github.appliedset.execution.Repeats;
import io.github.appliedset.execution.SessionSettings;
import io.github.appliedset.execution.StatementFailure;
import io.github.appliedset.execution.StepResult;
import io.github.appliedset.execution.StepResult.Failed;
import io.github.appliedset.execution.TransactionalStep;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.run.MadeByRepeatables;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.tracker.KeptRollback;
import io.github.appliedset.tracker.KeptRollbacks;
import io.github.appliedset.tracker.RepeatableTable;
import io.github.appliedset.tracker.RowRepair;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rolls back one after the other, each behind a savepoint: what it takes away is measured, and only then it counts. */
final class Undoing {

    private final RunContext run;
    private final VersionSet<Migration> onDisk;
    private final Consent consent;
    private final KeptRollbacks kept;
    private final List<KeptRollback> rollbacks;
    private final SessionSettings settings;
    private final MadeByRepeatables repeatables;
    private final CheckedScripts scripts = new CheckedScripts();

    /**
     * Prepares for one transaction.
     *
     * @param rollbacks what was kept
     * @param settings of the session before the first rollback
     */
    Undoing(
            RunContext run,
            VersionSet<Migration> onDisk,
            Consent consent,
            KeptRollbacks kept,
            List<KeptRollback> rollbacks,
            SessionSettings settings) {
        this.run = run;
        this.onDisk = onDisk;
        this.consent = consent;
        this.kept = kept;
        this.rollbacks = rollbacks;
        this.settings = settings;
        this.repeatables =
                new MadeByRepeatables(new RepeatableTable(run.tracker().table()));
    }

    /** What is rolled back, last applied first: only what has to go, or everything applied after the first of that too. */
    List<Undo> sequence(Decision decision, boolean unwinding) {
        List<Undo> sequence = new ArrayList<>();
        int end = 0;
        for (AppliedMigration row : decision.newestFirst()) {
            Reason reason = decision.unwanted().get(row.version());
            if (reason != null || unwinding) {
                sequence.add(new Undo(row, reason == null ? Reason.IN_THE_WAY : reason, step(row)));
                end = reason == null ? end : sequence.size();
            }
        }
        return sequence.subList(0, end);
    }

    /** With what was kept, else with the files, if they are those that were applied. */
    private @Nullable Step step(AppliedMigration row) {
        return this.rollbacks.stream()
                .filter(rollback -> rollback.isOf(row))
                .findFirst()
                .flatMap(rollback -> rollback.step(this.kept.sql()))
                .or(() -> this.onDisk
                        .find(row.version())
                        .filter(file -> file.down() != null && file.name().equals(row.name()))
                        .filter(file -> Objects.equals(file.up().checksum(), row.checksum()))
                        .map(Step::down))
                .orElse(null);
    }

    /** Rolls back as many as can be, and ends with one that has to go. */
    Undone undo(Connection jdbc, List<Undo> sequence, Savepoint start) throws SQLException {
        return undo(jdbc, sequence, start, false);
    }

    /** The same, which may end with one that is only in the way of what follows. */
    Undone undoAll(Connection jdbc, List<Undo> sequence, Savepoint start) throws SQLException {
        return undo(jdbc, sequence, start, true);
    }

    private Undone undo(Connection jdbc, List<Undo> sequence, Savepoint start, boolean whole) throws SQLException {
        Undone undone = new Undone();
        Savepoint end = start;
        int kept = 0;
        int lostThen = 0;
        for (Undo undo : sequence) {
            if (!attempt(jdbc, undo, undone)) {
                break;
            }
            undone.done.add(undo);
            if (whole || undo.reason() != Reason.IN_THE_WAY) {
                end = jdbc.setSavepoint();
                kept = undone.done.size();
                lostThen = undone.losses.size();
            }
        }
        if (kept < undone.done.size()) {
            jdbc.rollback(end);
            undone.done.subList(kept, undone.done.size()).clear();
            undone.losses.subList(lostThen, undone.losses.size()).clear();
            if (undone.outside != null && !undone.done.contains(undone.outside)) {
                undone.outside = null;
            }
        }
        return undone;
    }

    private boolean attempt(Connection jdbc, Undo undo, Undone undone) throws SQLException {
        Step step = undo.step();
        if (step == null) {
            return undone.stop(undo, true, "no down SQL was kept for it");
        }
        Optional<String> other = otherCheckout(undo.row());
        if (!this.consent.takesFromOthers() && other.isPresent()) {
            return undone.stop(undo, false, "it was applied from " + other.get() + ", which uses this database, too");
        }
        try {
            this.scripts.requireRunnable(List.of(step));
        } catch (InvalidMigrationException invalid) {
            return undone.stop(undo, true, "its down SQL cannot be run: " + invalid.description());
        }
        CheckedScript script = this.scripts.of(step);
        this.run.session().markLasting(script.outline().lastingChanges());
        if (script.outline().mayChangeTheSession()) {
            this.run.session().markChanged();
        }
        if (script.outline().directives().noTransaction()) {
            return outside(jdbc, undo, step, undone);
        }
        String blind = LossMeter.objection(jdbc);
        if (blind != null && !this.consent.anyLoss()) {
            return undone.stop(undo, false, blind);
        }
        LossMeter before = LossMeter.read(jdbc, this.run.tracker().table());
        Savepoint savepoint = jdbc.setSavepoint();
        StatementFailure failure = tryOut(jdbc, step, script);
        Savepoint first = savepoint;
        if (failure != null && isRefused(failure)) {
            jdbc.rollback(savepoint);
            if (this.repeatables.drop(jdbc)) {
                savepoint = jdbc.setSavepoint();
                failure = tryOut(jdbc, step, script);
            }
        }
        if (failure != null) {
            jdbc.rollback(first);
            if (failure.needsNoTransaction() && script.outline().isSingleStatement()) {
                return outside(jdbc, undo, step, undone);
            }
            return undone.stop(undo, true, "its down SQL fails: " + FailureAdvice.message(step, failure));
        }
        blind = LossMeter.objection(jdbc);
        if (blind != null && !this.consent.anyLoss()) {
            jdbc.rollback(first);
            return undone.stop(undo, false, blind);
        }
        List<Suspicion> suspicions =
                before.until(LossMeter.read(jdbc, this.run.tracker().table()), jdbc);
        if (suspicions.isEmpty()) {
            return true;
        }
        jdbc.rollback(savepoint);
        settings(step, script).applyAnd(jdbc, "true");
        List<Loss> losses = new ArrayList<>();
        for (Suspicion suspicion : suspicions) {
            losses.addAll(suspicion.measure(jdbc));
        }
        if (!this.consent.covers(losses)) {
            jdbc.rollback(first);
            return undone.stop(
                    undo,
                    false,
                    "it would lose\n"
                            + losses.stream().map(loss -> "    " + loss).collect(Collectors.joining("\n")));
        }
        undone.losses.addAll(losses);
        StatementFailure again = tryOut(jdbc, step, script);
        if (again != null) {
            throw new SQLException(
                    "The down SQL of " + undo.row().label() + " ran, and then failed: "
                            + FailureAdvice.message(step, again),
                    again.refusal());
        }
        return true;
    }

    private static boolean isRefused(StatementFailure failure) {
        SQLException refusal = failure.refusal();
        return refusal != null && MadeByRepeatables.areInTheWay(refusal);
    }

    private Optional<String> otherCheckout(AppliedMigration row) {
        return this.rollbacks.stream()
                .filter(rollback -> rollback.isOf(row))
                .flatMap(rollback -> Optional.ofNullable(rollback.origin()).stream())
                .filter(origin ->
                        Checkout.current().filter(here -> here.isOther(origin)).isPresent())
                .findFirst();
    }

    /** An index has no rows of its own; what else runs outside a transaction cannot be tried. */
    private boolean outside(Connection jdbc, Undo undo, Step step, Undone undone) throws SQLException {
        if (!ConcurrentDrops.areAll(step.file())) {
            Loss unknown = new Loss(undo.row().label(), "runs outside a transaction, so it is unknown what it drops");
            if (!this.consent.covers(List.of(unknown))) {
                return undone.stop(undo, false, "its down SQL " + unknown.what());
            }
            undone.losses.add(unknown);
        }
        if (undone.outside == null) {
            undone.outside = undo;
        }
        // For what is decided next; nothing is committed from here on before it has run.
        return new RowRepair(this.run.tracker().table()).remove(jdbc, undo.row().version());
    }

    private TransactionSettings settings(Step step, CheckedScript script) {
        return this.run
                .settings()
                .transaction(
                        step, script.outline().directives(), this.run.session().facts());
    }

    /** Null if it worked. */
    private @Nullable StatementFailure tryOut(Connection jdbc, Step step, CheckedScript script) throws SQLException {
        TransactionSettings transaction = settings(step, script);
        transaction.applyAnd(jdbc, "true");
        StepResult result = new TransactionalStep(this.run.session(), this.run.tracker(), this.run.code())
                .tryOut(step, script, transaction, this.settings, Repeats.NONE);
        if (!(result instanceof Failed failed)) {
            return null;
        }
        if (failed.failure().connectionLoss().isPresent()) {
            throw failed.failure().connectionLoss().get();
        }
        return failed.failure();
    }
}
