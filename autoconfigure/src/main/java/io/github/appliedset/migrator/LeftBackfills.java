package io.github.appliedset.migrator;

import io.github.appliedset.migration.Migration;
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
    private volatile @Nullable BackgroundBatches background;

    LeftBackfills(Sessions sessions, Audience audience) {
        this.sessions = sessions;
        this.audience = audience;
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
     * @param migrate applies what has waited for one that is done
     * @return how long to wait before the next call; null if nothing is left
     */
    @Nullable
    Duration next(Runnable migrate) {
        BackgroundBatches background = this.background;
        if (background == null) {
            return null;
        }
        Duration wait = this.sessions.changing(Privilege.INSERT, run -> {
            try (RunWatch watch = this.audience.ofRun().watch(run.session())) {
                return background.next(run.settings().development() == null ? run : run.keepingRollbacks());
            }
        });
        if (background.hasFinishedOne()) {
            migrate.run();
        } else if (background.isEmpty()) {
            clear();
        }
        return this.background == null ? null : wait;
    }
}
