package io.github.appliedset.align;

import io.github.appliedset.align.ExpectedSchemas.Expected;
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
import io.github.appliedset.migration.DevelopmentException;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.run.DevelopmentGuard;
import io.github.appliedset.run.RenumberDecision;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.run.StoppedBackfills;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.catalog.CatalogReader;
import io.github.appliedset.schema.catalog.CatalogScope;
import io.github.appliedset.schema.drift.Difference;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.tracker.DeveloperMark;
import io.github.appliedset.tracker.KeptRollback;
import io.github.appliedset.tracker.KeptRollbacks;
import io.github.appliedset.tracker.TrackerTable;
import io.github.appliedset.tracker.UnfinishedMigrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One transaction under the lock that gives rows their numbers and rolls back what has to go: each rollback runs behind a
 * savepoint, what it takes away is measured, and only then it counts. What runs outside a transaction ends the pass.
 */
final class AlignmentPass {

    private final RunContext run;
    private final VersionSet<Migration> onDisk;
    private final Consent consent;
    private final ExpectedSchemas expected;
    private final CheckedScripts scripts = new CheckedScripts();
    private final TrackerTable table;
    private final KeptRollbacks kept;
    private List<KeptRollback> rollbacks = List.of();

    AlignmentPass(RunContext run, VersionSet<Migration> onDisk, Consent consent, ExpectedSchemas expected) {
        this.run = run;
        this.onDisk = onDisk;
        this.consent = consent;
        this.expected = expected;
        this.table = run.tracker().table();
        this.kept = new KeptRollbacks(this.table);
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
            @Nullable List<Migration> schemaOf) {}

    /** A row to roll back, with its step; no step if there is no down SQL. */
    record Undo(
            AppliedMigration row, Reason reason, @Nullable Step step) {}

    /** Rollbacks up to the first one that did not work out. */
    private static final class Undone {

        private final List<Undo> done = new ArrayList<>();
        private final List<Loss> losses = new ArrayList<>();
        private final List<RepairReport> moved = new ArrayList<>();
        private @Nullable Undo outside;
        private @Nullable Undo stoppedAt;
        private String because = "";
        private boolean failed;

        private AlignmentReport report() {
            return AlignmentReport.ofRows(false, this.moved)
                    .then(AlignmentReport.ofRollbacks(
                            this.done.stream()
                                    .map(undo -> new RolledBack(undo.row(), undo.reason()))
                                    .toList(),
                            this.losses));
        }

        private long wanted() {
            return this.done.stream()
                    .filter(undo -> undo.reason() != Reason.IN_THE_WAY)
                    .count();
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
        Decision decision = correct(jdbc, moved);
        this.rollbacks = this.kept.read(jdbc);
        this.kept.refresh(jdbc, decision.toKeep(this.rollbacks));
        this.rollbacks = this.kept.read(jdbc);
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

    private Decision decide(Connection jdbc) throws SQLException {
        return Decision.of(
                MigrationPlan.between(this.onDisk, this.run.tracker().read(jdbc).orElse(VersionSet.empty())),
                this.run.settings().checksumMismatch());
    }

    /** Gives rows the numbers and names of their files. */
    private Decision correct(Connection jdbc, List<RepairReport> moved) throws SQLException {
        Decision decision = renumber(jdbc, moved);
        for (RepairReport rename : decision.renamed()) {
            if (!this.run.tracker().correct(jdbc, Objects.requireNonNull(rename.after()))) {
                throw notChanged(rename.before());
            }
            moved.add(rename);
        }
        return decision.renamed().isEmpty() ? decision : decide(jdbc);
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
            requireFinished(jdbc, moves);
            List<AppliedMigration> before =
                    moves.stream().map(RepairReport::before).toList();
            List<AppliedMigration> after = moves.stream()
                    .map(move -> Objects.requireNonNull(move.after()))
                    .toList();
            if (!this.run.tracker().renumber(jdbc, before, after)) {
                throw notChanged(before.get(0));
            }
            this.kept.renumber(jdbc, moves);
            moved.addAll(moves);
        }
    }

    /** Of several files with the content, the one with the name. */
    private static Optional<MigrationVersion> to(RenumberedMigration conflict) {
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

    private Result undo(Connection jdbc, Decision decision, AlignmentReport before) throws SQLException {
        Schema schema = schema(jdbc);
        SessionSettings settings = SessionSettings.of(jdbc);
        Savepoint start = jdbc.setSavepoint();
        Undone alone = undo(jdbc, settings, sequence(decision, false), start);
        Judgement judged = judge(jdbc, alone, schema);
        if (judged.schemaOf() != null) {
            return new Result(AlignmentReport.NOTHING, null, judged.schemaOf());
        }
        Undone undone = alone;
        if (alone.failed || judged.damage() != null) {
            jdbc.rollback(start);
            start = jdbc.setSavepoint();
            Undone unwound = undo(jdbc, settings, sequence(decision, true), start);
            Judgement after = judge(jdbc, unwound, schema);
            if (after.schemaOf() != null) {
                return new Result(AlignmentReport.NOTHING, null, after.schemaOf());
            }
            undone = unwound;
            if (after.damage() != null || unwound.wanted() <= (judged.damage() == null ? alone.wanted() : 0)) {
                jdbc.rollback(start);
                start = jdbc.setSavepoint();
                String because = after.damage() == null ? unwound.because : after.damage();
                undone = judged.damage() == null
                        ? undo(jdbc, settings, sequence(decision, false).subList(0, alone.done.size()), start)
                        : new Undone();
                correct(jdbc, undone.moved);
                undone.because = because;
                undone.stoppedAt = unwound.stoppedAt;
                judged = new Judgement(null, null, judged.notCompared());
            } else {
                judged = after;
            }
        }
        Undo outside = undone.outside;
        if (this.consent.commits() && outside != null) {
            // Up to it, so that it can run by itself.
            jdbc.rollback(start);
            List<Undo> first = undone.done.subList(0, undone.done.indexOf(outside));
            Undone again = undo(jdbc, settings, first, jdbc.setSavepoint(), true);
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

    /** Those above may fill what is gone. */
    private void stopBackfills(Connection jdbc, List<Undo> rolledBack) throws SQLException {
        Optional<MigrationVersion> lowest =
                rolledBack.stream().map(undo -> undo.row().version()).min(Comparator.naturalOrder());
        if (this.consent.commits() && lowest.isPresent()) {
            StoppedBackfills.from(lowest.get(), jdbc, this.run.tracker());
        }
    }

    private Result end(Connection jdbc, AlignmentReport report) throws SQLException {
        if (this.consent.commits()) {
            jdbc.commit();
            return new Result(report, null, null);
        }
        return new Result(report.beforeApplying(decide(jdbc).plan().pending().toList()), null, null);
    }

    /** What is rolled back, last applied first: only what has to go, or everything applied after the first of that too. */
    private List<Undo> sequence(Decision decision, boolean unwinding) {
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
    private Undone undo(Connection jdbc, SessionSettings settings, List<Undo> sequence, Savepoint start)
            throws SQLException {
        return undo(jdbc, settings, sequence, start, false);
    }

    /** The same; {@code whole} if it may end with one that is only in the way of what follows. */
    private Undone undo(Connection jdbc, SessionSettings settings, List<Undo> sequence, Savepoint start, boolean whole)
            throws SQLException {
        Undone undone = new Undone();
        Savepoint end = start;
        int kept = 0;
        int lostThen = 0;
        for (Undo undo : sequence) {
            if (!attempt(jdbc, settings, undo, undone)) {
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

    private boolean attempt(Connection jdbc, SessionSettings settings, Undo undo, Undone undone) throws SQLException {
        Step step = undo.step();
        if (step == null) {
            return stop(undo, undone, true, "no down SQL of it was kept");
        }
        Optional<String> other = otherCheckout(undo.row());
        if (!this.consent.takesFromOthers() && other.isPresent()) {
            return stop(undo, undone, false, "it was applied from " + other.get() + ", which uses this database, too");
        }
        try {
            this.scripts.requireRunnable(List.of(step));
        } catch (InvalidMigrationException invalid) {
            return stop(undo, undone, true, "its down SQL cannot be run: " + invalid.description());
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
            return stop(undo, undone, false, blind);
        }
        LossMeter before = LossMeter.read(jdbc, this.table);
        Savepoint savepoint = jdbc.setSavepoint();
        StatementFailure failure = tryOut(jdbc, settings, step, script);
        if (failure != null) {
            jdbc.rollback(savepoint);
            if (failure.needsNoTransaction() && script.outline().isSingleStatement()) {
                return outside(jdbc, undo, step, undone);
            }
            return stop(undo, undone, true, "its down SQL fails: " + FailureAdvice.message(step, failure));
        }
        List<Suspicion> suspicions = before.until(LossMeter.read(jdbc, this.table), jdbc);
        if (suspicions.isEmpty()) {
            return true;
        }
        jdbc.rollback(savepoint);
        settings(step, script).applyAnd(jdbc, "true");
        List<Loss> losses = new ArrayList<>();
        for (Suspicion suspicion : suspicions) {
            suspicion.measure(jdbc).ifPresent(losses::add);
        }
        if (!this.consent.covers(losses)) {
            return stop(
                    undo,
                    undone,
                    false,
                    "it would lose\n"
                            + losses.stream().map(loss -> "    " + loss).collect(Collectors.joining("\n")));
        }
        undone.losses.addAll(losses);
        StatementFailure again = tryOut(jdbc, settings, step, script);
        if (again != null) {
            throw new SQLException(
                    "The down SQL of " + undo.row().label() + " ran, and then failed: "
                            + FailureAdvice.message(step, again),
                    again.refusal());
        }
        return true;
    }

    private static boolean stop(Undo undo, Undone undone, boolean failed, String because) {
        undone.stoppedAt = undo;
        undone.failed = failed && undo.step() != null;
        undone.because = because;
        return false;
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
            Loss unknown =
                    new Loss(undo.row().label(), "runs outside a transaction, so what it takes away is not known");
            if (!this.consent.covers(List.of(unknown))) {
                return stop(undo, undone, false, "its down SQL " + unknown.what());
            }
            undone.losses.add(unknown);
        }
        if (undone.outside == null) {
            undone.outside = undo;
        }
        // For what is decided next; nothing is committed from here on before it has run.
        return this.run.tracker().remove(jdbc, undo.row().version());
    }

    private TransactionSettings settings(Step step, CheckedScript script) {
        return this.run
                .settings()
                .transaction(
                        step, script.outline().directives(), this.run.session().facts());
    }

    /** Null if it worked. */
    private @Nullable StatementFailure tryOut(
            Connection jdbc, SessionSettings settings, Step step, CheckedScript script) throws SQLException {
        TransactionSettings transaction = settings(step, script);
        transaction.applyAnd(jdbc, "true");
        StepResult result = new TransactionalStep(this.run.session(), this.run.tracker(), this.run.code())
                .tryOut(step, script, transaction, settings, Repeats.NONE);
        if (!(result instanceof Failed failed)) {
            return null;
        }
        if (failed.failure().connectionLoss().isPresent()) {
            throw failed.failure().connectionLoss().get();
        }
        return failed.failure();
    }

    private Schema schema(Connection jdbc) throws SQLException {
        return CatalogReader.readWithin(
                jdbc, CatalogScope.of(this.table.schema(), this.table.table()).covering(Coverage.DEFAULT));
    }

    /**
     * Whether the rollbacks have taken away more than their migrations.
     *
     * @param schemaOf the migrations whose schema has to be made first; null for none
     * @param damage what is missing; null if nothing is
     * @param notCompared why that is not known; null if it is
     */
    private record Judgement(
            @Nullable List<Migration> schemaOf,
            @Nullable String damage,
            @Nullable String notCompared) {}

    private Judgement judge(Connection jdbc, Undone undone, Schema before) throws SQLException {
        if (undone.done.isEmpty()) {
            return new Judgement(null, null, null);
        }
        Optional<List<Migration>> files = correct(jdbc, undone.moved).files();
        if (files.isEmpty()) {
            return new Judgement(null, null, "a migration that stays has no file, or not the one that was applied");
        }
        Expected wanted = this.expected.of(files.get());
        if (wanted == null) {
            return new Judgement(files.get(), null, null);
        }
        Schema schema = wanted.schema();
        if (schema == null) {
            return new Judgement(null, null, wanted.reason());
        }
        Schema after = schema(jdbc);
        // What was different before is no damage of the rollbacks.
        Set<ObjectId> touched = SchemaComparison.between(before, after).differences().stream()
                .map(Difference::id)
                .collect(Collectors.toSet());
        String damage = SchemaComparison.between(schema, after).differences().stream()
                .filter(difference -> touched.contains(difference.id()))
                .map(difference -> difference.id() + " would be " + difference.word())
                .collect(Collectors.joining(", "));
        return new Judgement(
                null,
                damage.isEmpty() ? null : "the schema would not be that of the files afterwards: " + damage,
                null);
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
        Decision now = decide(jdbc);
        for (RenumberedMigration moved : now.renumbered()) {
            to(moved)
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
