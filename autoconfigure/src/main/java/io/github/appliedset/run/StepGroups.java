package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.execution.Repeats;
import io.github.appliedset.execution.StatementFailure;
import io.github.appliedset.execution.StatementWay;
import io.github.appliedset.execution.TransactionalStep.Planned;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.script.ScriptDirectives;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.tracker.SeenTracker;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans which steps go to the server together, and what each of them assumes. */
final class StepGroups {

    private static final int MOST_TOGETHER = 10;

    private final RunContext run;
    private final Agenda agenda;
    private final CheckedScripts scripts;
    private final Repeatables repeatables;
    private final Set<Step> withoutRepeating = new HashSet<>();
    private boolean usual = true;
    private @Nullable SeenTracker seen;
    private @Nullable MigrationVersion latest;

    StepGroups(RunContext run, Agenda agenda, CheckedScripts scripts, Repeatables repeatables) {
        this.run = run;
        this.agenda = agenda;
        this.scripts = scripts;
        this.repeatables = repeatables;
    }

    /**
     * The tracker as it was read, if the first step is an ordinary one; null if it was not read, or that no longer counts.
     */
    void see(@Nullable SeenTracker tracker, Step first) {
        this.seen = tracker != null && isOrdinary(first) ? tracker : null;
    }

    void forgetWhatWasSeen() {
        this.seen = null;
    }

    boolean goByWhatWasSeen() {
        return this.seen != null;
    }

    /** The tracker needs more checks than most. */
    void lookCloser() {
        this.usual = false;
    }

    /** These are all rows. */
    void read(VersionSet<AppliedMigration> rows) {
        this.latest = rows.stream()
                .max(AppliedMigration.byApplication())
                .map(AppliedMigration::version)
                .orElse(null);
    }

    void done(Step step) {
        this.latest = step.version();
    }

    /**
     * A repeatable migration is always that of the newest version. In an old version, it may use what a later version of
     * this run creates; then it runs after all of them. With orphans, none runs after them.
     *
     * @return whether the step is tried without repeating it from now on
     */
    boolean postpones(Step step, StatementFailure failure, boolean isLast) {
        return failure.repeatsTooEarly() && !isLast && !hasOrphans() && this.withoutRepeating.add(step);
    }

    /** The first of these steps, and those that may follow in the same round trip if it is an ordinary one. */
    List<Planned> first(Collection<Step> steps, boolean mayBeTogether) throws SQLException {
        List<Planned> group = new ArrayList<>();
        boolean together =
                mayBeTogether && this.agenda.isStable() && StatementWay.takesSeveralTransactions(this.run.session());
        MigrationVersion before = this.latest;
        for (Step step : steps) {
            if (!group.isEmpty() && (!together || group.size() == MOST_TOGETHER || !isOrdinary(step))) {
                break;
            }
            group.add(new Planned(
                    step,
                    this.scripts.of(step),
                    this.run.transaction(step, this.scripts.of(step)),
                    this.usual && asksForNothing(step),
                    repeats(step),
                    before,
                    group.isEmpty() ? this.seen : null));
            together &= isOrdinary(step);
            before = step.version();
        }
        return group;
    }

    private boolean isOrdinary(Step step) {
        return step.direction() == Direction.UP && asksForNothing(step);
    }

    /** Whether nothing in its file needs special treatment. */
    private boolean asksForNothing(Step step) {
        ScriptOutline outline = this.scripts.of(step).outline();
        return outline.directives().equals(ScriptDirectives.NONE)
                && outline.statements() > 0
                && outline.lastingChanges().isEmpty();
    }

    private Repeats repeats(Step step) throws SQLException {
        Repeats repeats = this.repeatables.repeatedBy(
                step, this.scripts, this.run.session().jdbc(), hasOrphans());
        return this.withoutRepeating.contains(step) ? new Repeats(List.of(), repeats.kept()) : repeats;
    }

    private boolean hasOrphans() {
        return this.agenda.counts().orphans() > 0;
    }
}
