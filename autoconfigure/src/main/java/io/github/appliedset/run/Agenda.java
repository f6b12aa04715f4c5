package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationCounts;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.session.AdvisoryLock;
import io.github.appliedset.session.Session;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a run, decided from the rows: pending migrations, or rollbacks. */
public interface Agenda {

    /** Every version on disk. */
    VersionSet<Migration> onDisk();

    /** The steps as decided without the lock. */
    List<Step> first();

    /**
     * Decides under the lock, in the transaction that has read the rows.
     *
     * @param inDoubt a step of this run that may have been committed when the connection was lost; null if none
     * @return the steps left
     * @throws io.github.appliedset.migration.MigrationException if files and rows contradict each other, or the
     *     rows differ from those the run was decided on
     */
    List<Step> decide(VersionSet<AppliedMigration> rows, @Nullable Step inDoubt);

    /** Whether a step still needs to run; called under the lock. */
    boolean isDue(Step step, Session session) throws SQLException;

    /**
     * Whether the next step may be attempted at once, leaving a refusal to the server; otherwise it is decided under
     * the lock.
     */
    boolean isStable();

    /** A step of this run is committed. */
    void done(Step step);

    /**
     * A step of this run continues in the background.
     *
     * @return the steps that can still run, in order
     */
    default List<Step> leave(Step step) {
        throw new IllegalStateException(step + " cannot be left to the background");
    }

    /** The progress of other processes while this one waits for the lock. */
    AdvisoryLock.Progress others(Session session);

    /** A remark for the log about a completed step; empty if there is none. */
    String remark(Step step);

    /** The number of migrations in each state, as far as this run knows. */
    MigrationCounts counts();
}
