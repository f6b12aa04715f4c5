package io.github.appliedset.migrator;

import java.sql.Connection;

/** A migration written in Java that brings its own undo, as a file brings its down file. */
public interface ReversibleMigration extends JavaMigration {

    /**
     * Undoes what {@link #migrate} did, under the same conditions: one transaction, committed together with the removal of the
     * row.
     *
     * @param connection the migrator's own, in a transaction that is not this method's to end; not to be kept
     * @throws Exception if that failed: everything is rolled back, and the migration stays applied
     */
    void undo(Connection connection) throws Exception;
}
