package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.execution.Repeats;
import io.github.appliedset.execution.Repeats.Kept;
import io.github.appliedset.execution.Repetition;
import io.github.appliedset.migration.AppliedRepeatable;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.RepeatableHistory;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.RepeatablePlan;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migration.RepeatableState.State;
import io.github.appliedset.migration.RepeatableWords;
import io.github.appliedset.migration.Step;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.RepeatableTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The repeatable migrations on disk, and their records. */
public final class Repeatables {

    private static final Log log = Log.of(Repeatables.class);

    private final RunSettings settings;
    private final List<RepeatableMigration> onDisk;
    private final RepeatableTable table;

    public Repeatables(RunSettings settings, List<RepeatableMigration> onDisk) {
        this.settings = settings;
        this.onDisk = List.copyOf(onDisk);
        this.table = new RepeatableTable(settings.table());
    }

    /** Those on disk, in the order of their names. */
    public List<RepeatableMigration> onDisk() {
        return this.onDisk;
    }

    RepeatableTable table() {
        return this.table;
    }

    /** Whether there is none on disk. */
    public boolean isEmpty() {
        return this.onDisk.isEmpty();
    }

    /**
     * Decides which ones run; reads the table.
     *
     * @param hasTable whether the table exists
     * @param orphans whether versions are applied that have no file
     */
    public RepeatablePlan plan(Connection jdbc, boolean hasTable, boolean orphans) throws SQLException {
        return plan(hasTable ? history(jdbc) : RepeatableHistory.NONE, orphans);
    }

    RepeatablePlan plan(RepeatableHistory history, boolean orphans) {
        return this.settings.development() == null
                ? RepeatablePlan.of(this.onDisk, history, this.settings.release(), orphans)
                : RepeatablePlan.ofCheckout(this.onDisk, history);
    }

    /** An application without repeatable migrations needs no privilege to read those of others. */
    RepeatableHistory history(Connection jdbc) throws SQLException {
        try {
            return this.table.read(jdbc);
        } catch (SQLException refused) {
            if (!isEmpty() || !DatabaseErrors.is(refused, SqlState.INSUFFICIENT_PRIVILEGE)) {
                throw refused;
            }
            if (!jdbc.getAutoCommit()) {
                jdbc.rollback();
            }
            return RepeatableHistory.NONE;
        }
    }

    /**
     * Checks the files of steps that will run, and all repeatable migrations.
     *
     * @return the repeatable migrations in the order in which they run
     * @throws InvalidMigrationException with every problem
     */
    public List<RepeatableMigration> requireRunnable(Collection<Step> steps, CheckedScripts scripts) {
        return requireRunnable(steps, scripts, List.of());
    }

    /** The same, with problems that are known already. */
    public List<RepeatableMigration> requireRunnable(
            Collection<Step> steps, CheckedScripts scripts, List<FileProblem> known) {
        scripts.requireRunnable(steps, this.onDisk, known);
        return RepeatableOrder.of(this.onDisk, scripts);
    }

    /** One that runs. */
    Repetition repetition(RepeatableMigration migration, CheckedScripts scripts) {
        return new Repetition(migration, scripts.of(migration), this.table, this.settings.release());
    }

    /**
     * What a step repeats; nothing if only versions run. A version does not bring back content that no longer counts,
     * either. Called under the lock if the step repeats anything.
     *
     * @param orphans whether versions are applied that have no file
     */
    Repeats repeatedBy(Step step, CheckedScripts scripts, Connection jdbc, boolean orphans) throws SQLException {
        List<RepeatableMigration> named = isEmpty() ? List.of() : scripts.repeatedBy(step);
        if (named.isEmpty()) {
            return Repeats.NONE;
        }
        Map<String, RepeatableState> states = plan(history(jdbc), orphans).states().stream()
                .collect(Collectors.toMap(RepeatableState::name, state -> state));
        List<Repetition> run = new ArrayList<>();
        List<Kept> kept = new ArrayList<>();
        for (RepeatableMigration migration : named) {
            RepeatableState state = Objects.requireNonNull(states.get(migration.name()));
            AppliedRepeatable row = state.row();
            if (state.state() != State.SUPERSEDED || state.hasCurrentContent()) {
                run.add(repetition(migration, scripts));
            } else {
                String reason = new RepeatableWords(state, this.settings.release()).sentence();
                log.warn("{} runs without repeating {}: {}", step.subject(), migration, reason);
                if (row != null) {
                    kept.add(new Kept(migration, row, reason));
                }
            }
        }
        return new Repeats(run, kept);
    }

    /** Warns about those that will not run, and about rows without a file. */
    public void warn(RepeatablePlan plan) {
        for (RepeatableState state : plan.states()) {
            if (state.state() == State.SUPERSEDED || state.state() == State.ORPHAN) {
                log.warn(
                        "{}\nSee {}",
                        new RepeatableWords(state, this.settings.release()).sentence(),
                        new ErrorReference(
                                        state.state() == State.ORPHAN
                                                ? "repeatable-without-file"
                                                : "superseded-repeatable")
                                .page());
            }
        }
    }
}
