package io.github.appliedset.migrator;

import java.sql.Connection;

/**
 * A migration written in Java, for work that SQL alone cannot do. It is ordered among the files by its version, follows
 * the same rules for versions and names, and has a row in the tracker. In a Spring application, declare a bean of this
 * type.
 *
 * <p>Its work on the connection is one transaction, committed together with its row. After a lock timeout or a
 * deadlock, the transaction is rolled back and {@link #migrate} is called again.
 */
public interface JavaMigration {

    /** The version, at least 0 and unique among all migrations. */
    long version();

    /** The name recorded in the tracker; 1 to 200 characters. */
    String name();

    /**
     * Does the work.
     *
     * @param connection the migrator's connection, in a transaction that this method must not end; do not keep it
     * @throws Exception if the migration fails: everything is rolled back, and the run ends
     */
    void migrate(Connection connection) throws Exception;
}
