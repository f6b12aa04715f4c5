package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.SeenTracker;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Work on a new connection before the first step. */
public interface Preparation {

    /** Checks that all code run by a change of a row is trusted. */
    static Preparation trusting(MigrationTracker tracker) {
        return (connection, lock) -> {
            tracker.requireWritable(connection);
            connection.rollback();
            return null;
        };
    }

    /** Whether it has found a database without a tracker, and nothing in it that counts as applied. */
    default boolean isOfANewDatabase() {
        return false;
    }

    /** Begins the transaction and takes the lock in it. */
    interface Lock {

        void acquire() throws SQLException;
    }

    /** What it would find, as just read before; null if nothing was read. */
    default @Nullable SeenTracker seen() {
        return null;
    }

    /**
     * Prepares the database; leaves the transaction open, with the lock, if there was nothing to do.
     *
     * @return the rows read in that transaction; null if none is open
     */
    @Nullable
    VersionSet<AppliedMigration> run(Connection connection, Lock lock) throws SQLException;
}
