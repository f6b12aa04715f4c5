package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.MigrationCounts;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.session.AdvisoryLock;
import io.github.appliedset.session.Session;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a run, decided from the rows: what is pending, or what is rolled back. */
public interface Agenda {

    /** The steps as they are known without the lock. */
    List<Step> first();

    /**
     * Decides under the lock, in the transaction that has read the rows.
     *
     * @param inDoubt a step of this run that may have been committed when the connection was lost; null if there is none
     * @return what is left to do
     * @throws io.github.appliedset.migration.MigrationException if files and rows contradict each other, or the rows are not those
     *     that the run was decided on
     */
    List<Step> decide(VersionSet<AppliedMigration> rows, @Nullable Step inDoubt);

    /** Whether one step is still to be done; asked under the lock. */
    boolean isDue(Step step, Session session) throws SQLException;

    /** Whether the next step may be tried at once, and be refused by the server, or has to be decided under the lock. */
    boolean isStable();

    /** A step of this run is committed. */
    void done(Step step);

    /** The work of other processes while this one waits for the lock. */
    AdvisoryLock.Progress others(Session session);

    /** A remark about a step that is done, for the log; empty if there is none. */
    String remark(Step step);

    /** How many migrations are in which state now, as far as this run knows. */
    MigrationCounts counts();
}
