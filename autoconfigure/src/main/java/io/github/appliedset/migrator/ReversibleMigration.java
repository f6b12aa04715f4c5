package io.github.appliedset.migrator;

import java.sql.Connection;

/** A migration written in Java that can be rolled back, like a file with a down file. */
public interface ReversibleMigration extends JavaMigration {

    /**
     * Rolls back what {@link #migrate} did, under the same conditions: one transaction, committed together with the
     * removal of the row.
     *
     * @param connection the migrator's connection, in a transaction that this method must not end; do not keep it
     * @throws Exception if that fails: everything is rolled back, and the migration stays applied
     */
    void undo(Connection connection) throws Exception;
}
