package io.github.appliedset.run;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationConflict.UnappliedMigration;
import io.github.appliedset.migration.MigrationConflict.UnappliedRepeatable;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.InterruptOnShutdown;
import io.github.appliedset.session.Pause;
import io.github.appliedset.text.Log;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Checks, once or repeatedly, that everything on disk is applied; applies nothing. */
public final class AppliedCheck {

    private static final Log log = Log.of(AppliedCheck.class);
    private static final int LOOK_EVERY_MILLIS = 1_000;
    private static final int SAY_SO_EVERY_SECONDS = 30;

    private final RunSettings settings;
    private final VersionSet<Migration> onDisk;
    private final Repeatables repeatables;
    private final Function<Duration, KnownState> read;
    private final ConflictCheck conflicts;
    private boolean looked;

    /**
     * A check.
     *
     * @param read takes how long to wait at most for a tracker that is locked
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
        return requireApplied(look(this.settings.instanceLockTimeout()), Duration.ZERO);
    }

    /** Checks until everything is applied, the time is up or the process is told to end. */
    public MigrationPlan await(Duration timeout) {
        try (InterruptOnShutdown interrupt = InterruptOnShutdown.ofThisThread()) {
            return awaitApplied(timeout);
        }
    }

    private MigrationPlan awaitApplied(Duration timeout) {
        long start = System.nanoTime();
        long saidAt = -SAY_SO_EVERY_SECONDS;
        while (true) {
            Optional<KnownState> known = Optional.empty();
            String state;
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            boolean over = waited.compareTo(timeout) >= 0;
            try {
                known = Optional.of(look(timeout.minus(waited)));
                if (over || known.get().isApplied()) {
                    return requireApplied(known.get(), waited);
                }
                state = known.get().pending() + " pending, the first is "
                        + known.get().firstPending();
            } catch (DatabaseAccessException unreachable) {
                if (over || !DatabaseErrors.mayPass(unreachable)) {
                    throw unreachable;
                }
                state = "the database is not reachable yet";
            }
            if (waited.toSeconds() >= saidAt + SAY_SO_EVERY_SECONDS) {
                saidAt = waited.toSeconds();
                log.info(
                        "Waiting for another process to apply the migrations of {} ({}; at most {} s more)",
                        this.settings.table(),
                        state,
                        timeout.minus(waited).toSeconds());
            }
            long pause = Math.min(LOOK_EVERY_MILLIS, 2 + timeout.minus(waited).toMillis());
            Pause.between(pause / 2, pause, known.map(KnownState::pending).orElse(this.onDisk.size()));
        }
    }

    private KnownState look(Duration patience) {
        KnownState known = this.read.apply(patience);
        this.conflicts.check(known.plan());
        if (!this.looked) {
            this.looked = true;
            requireUsable(known.plan());
        }
        return known;
    }

    /**
     * No other process can apply a file that holds an unsettled conflict of git, or that waits for what never comes, however
     * long this one waits.
     */
    private void requireUsable(MigrationPlan plan) {
        if (plan.onDisk().isEmpty()) {
            log.warn(
                    "No migration was found, so nothing is checked in {}. Check applied-set.locations",
                    this.settings.table());
        }
        plan.pending().forEach(migration -> migration.up().checksum());
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
