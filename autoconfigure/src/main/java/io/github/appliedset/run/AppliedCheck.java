package io.github.appliedset.run;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationConflict.UnappliedMigration;
import io.github.appliedset.migration.MigrationConflict.UnappliedRepeatable;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.session.RepeatedLook;
import io.github.appliedset.text.Log;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Checks, once or repeatedly, that everything on disk is applied; applies nothing. */
public final class AppliedCheck implements RepeatedLook.Look<KnownState> {

    private static final Log log = Log.of(AppliedCheck.class);

    private final RunSettings settings;
    private final VersionSet<Migration> onDisk;
    private final Repeatables repeatables;
    private final Function<Duration, KnownState> read;
    private final ConflictCheck conflicts;
    private boolean looked;

    /**
     * A check.
     *
     * @param read reads the state, waiting at most the given time for a locked tracker
     */
    public AppliedCheck(
            RunSettings settings,
            VersionSet<Migration> onDisk,
            Repeatables repeatables,
            Function<Duration, KnownState> read) {
        this.settings = settings;
        this.onDisk = onDisk;
        this.repeatables = repeatables;
        this.read = read;
        this.conflicts = new ConflictCheck(settings);
    }

    /** Checks once. */
    public MigrationPlan verify() {
        return requireApplied(at(this.settings.instanceLockTimeout()), Duration.ZERO);
    }

    /** Checks until everything is applied, the time is up or the process is told to end. */
    public MigrationPlan await(Duration timeout) {
        RepeatedLook.Last<KnownState> last = new RepeatedLook<>(
                        "apply the migrations of " + this.settings.table(), this)
                .upTo(timeout, this.onDisk.size());
        return requireApplied(last.seen(), last.waited());
    }

    @Override
    public KnownState at(Duration patience) {
        KnownState known = this.read.apply(patience);
        this.conflicts.check(known.plan());
        if (!this.looked) {
            this.looked = true;
            requireUsable(known.plan());
        }
        return known;
    }

    @Override
    public boolean isEnough(KnownState known) {
        return known.isApplied();
    }

    @Override
    public String missing(KnownState known) {
        return known.pending() + " pending, the first is " + known.firstPending();
    }

    @Override
    public int count(KnownState known) {
        return known.pending();
    }

    /**
     * However long this process waits, no other one can apply a file with an unresolved git conflict, or one that waits for
     * something that never comes.
     */
    private void requireUsable(MigrationPlan plan) {
        if (plan.onDisk().isEmpty()) {
            log.warn(
                    "No migration was found, so nothing is checked in {}. Check applied-set.locations",
                    this.settings.table());
        }
        InvalidMigrationException.collect(
                plan.pending(), migration -> migration.up().checksum());
        List<FileProblem> problems = Afters.ofTops().problems(plan.pending(), plan.onDisk(), plan.recorded());
        if (!problems.isEmpty()) {
            throw new InvalidMigrationException(problems);
        }
    }

    private MigrationPlan requireApplied(KnownState known, Duration waited) {
        if (!known.isApplied()) {
            throw new MigrationConflictException(
                    this.settings.table().sql(),
                    Stream.<MigrationConflict>concat(
                                    known.missing().stream()
                                            .map(migration -> new UnappliedMigration(migration, waited)),
                                    known.missingRepeatables().stream().map(UnappliedRepeatable::new))
                            .toList());
        }
        this.repeatables.warn(known.repeatables());
        return known.plan();
    }
}
