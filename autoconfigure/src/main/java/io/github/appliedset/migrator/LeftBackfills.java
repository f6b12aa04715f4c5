package io.github.appliedset.migrator;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.run.BackgroundBatches;
import io.github.appliedset.session.Privilege;
import io.github.appliedset.session.RunWatch;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The backfills that the last run has left to the background. */
final class LeftBackfills {

    private final Sessions sessions;
    private final Audience audience;
    private final PlanReader reader;
    private final GrowingPause retry = new GrowingPause(System::nanoTime);
    private volatile @Nullable BackgroundBatches background;

    LeftBackfills(Sessions sessions, Audience audience, PlanReader reader) {
        this.sessions = sessions;
        this.audience = audience;
        this.reader = reader;
    }

    boolean isEmpty() {
        return this.background == null;
    }

    /** The last run has left none. */
    void clear() {
        this.background = null;
    }

    void set(VersionSet<Migration> onDisk, List<Step> left) {
        if (left.isEmpty()) {
            clear();
            return;
        }
        MigrationListeners listeners = this.audience.ofRun();
        this.background = new BackgroundBatches(listeners, listeners::stepFailed, onDisk, left);
    }

    /**
     * Does one batch.
     *
     * @param migrate applies what has waited for one that is done; if that fails, it is tried again ever more rarely
     * @return how long to wait before the next call; null if nothing is left
     */
    @Nullable
    Duration next(Runnable migrate) {
        BackgroundBatches background = this.background;
        if (background == null) {
            return null;
        }
        int finished = background.finished();
        Duration wait = background.isEmpty() ? null : batch(background);
        if (background.finished() > finished) {
            this.retry.end();
        }
        Duration pause = this.retry.left();
        if (background.finished() > 0 && !pause.isZero()) {
            return wait == null || pause.compareTo(wait) < 0 ? pause : wait;
        } else if (background.finished() > 0) {
            follow(migrate);
        } else if (background.isEmpty()) {
            clear();
        }
        return this.background == null ? null : wait == null ? Duration.ZERO : wait;
    }

    private Duration batch(BackgroundBatches background) {
        return this.sessions.changing(Privilege.INSERT, run -> {
            try (RunWatch watch = this.audience.ofRun().watch(run.session())) {
                return background.next(run.settings().development() == null ? run : run.keepingRollbacks());
            }
        });
    }

    private void follow(Runnable migrate) {
        try {
            migrate.run();
            this.retry.end();
        } catch (DatabaseAccessException | MigrationLockException | MigrationInterruptedException passing) {
            throw passing;
        } catch (MigrationException failure) {
            this.retry.failed(
                    failure instanceof MigrationFailedException failed
                            ? failed.migration().label()
                            : failure.getClass().getName());
            this.reader.forgetWhatWasLeft();
            throw failure;
        }
    }
}
