package io.github.appliedset.migrator;

import io.github.appliedset.execution.CodeRunner;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.PipelineMode;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.run.RunSettings;
import io.github.appliedset.session.AdvisoryLock;
import io.github.appliedset.session.ConnectionWear;
import io.github.appliedset.session.KeptSessions;
import io.github.appliedset.session.Privilege;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.TrackerErrors;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens the sessions of a migrator: each with a connection of its own, or one that goes from tracker to tracker.
 *
 * @param kept null if none is kept
 * @param wear null if connections do not wear
 */
record Sessions(
        DataSource dataSource,
        MigrationTracker tracker,
        RunSettings settings,
        CodeRunner code,
        AdvisoryLock lock,
        PipelineMode pipeline,
        @Nullable KeptSessions kept,
        @Nullable ConnectionWear wear) {

    interface Work<T> {

        T in(RunContext run) throws SQLException;
    }

    /** Does work that only reads rows. */
    <T> T reading(Work<T> work) {
        return changing(null, work);
    }

    /**
     * Does work in one session.
     *
     * @param needed its privilege on rows, besides reading them; null if it needs none
     * @throws DatabaseAccessException if the database cannot be reached
     */
    <T> T changing(@Nullable Privilege needed, Work<T> work) {
        try (Session session = this.kept == null
                ? Session.open(this.dataSource, this.lock, this.pipeline)
                : this.kept.open(this.dataSource, this.lock, this.pipeline)) {
            try {
                if (this.settings.tenant()) {
                    session.tire(this.wear, 1);
                }
                T done = work.in(new RunContext(session, this.tracker, this.settings, this.code));
                session.endWell();
                return done;
            } catch (SQLException failure) {
                throw TrackerErrors.of(failure, this.settings.table(), session, needed);
            }
        }
    }
}
