package io.github.appliedset.migrator;

import java.sql.Connection;

/**
 * A migration written in Java, for what SQL alone cannot do. It has its place among the files by its version: the same
 * order, the same rules about versions and names, a row in the tracker. In a Spring application, a bean of this type.
 *
 * <p>What it does to the connection is one transaction, committed together with its row. If that meets a lock timeout or
 * a deadlock, it is rolled back and {@link #migrate} is called again.
 */
public interface JavaMigration {

    /** Its place among the migrations, at least 1; no other migration has it. */
    long version();

    /** What the tracker calls it; at most 200 characters. */
    String name();

    /**
     * Does the work.
     *
     * @param connection the migrator's own, in a transaction that is not this method's to end; not to be kept
     * @throws Exception if the migration failed: everything is rolled back and the run ends
     */
    void migrate(Connection connection) throws Exception;
}
