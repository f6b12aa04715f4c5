package io.github.appliedset.migrator;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migrator.MigrationReport.Executed;

/**
 * Is told what a migrator does. In a Spring application, a bean of this type; it must not need the database, which is not
 * migrated yet.
 *
 * <p>All is called on the thread that called {@link Migrator#migrate}, while it holds a connection and possibly the lock:
 * an implementation does not borrow another one. Every {@code before} is followed by exactly one of its counterparts.
 * Several listeners are nested: told in their order before, in reverse after.
 *
 * <p>An exception from a {@code before} method ends the run before anything else is done, and nothing is lost. One from
 * any other method is logged: what it was told about has happened.
 */
public interface MigrationListener {

    /** A run begins; the database has not been touched. */
    default void beforeRun(Migrator migrator) {}

    /** A run has ended well. */
    default void afterRun(Migrator migrator, MigrationReport report) {}

    /** A run has ended with an exception, which the caller of {@link Migrator#migrate} gets. */
    default void runFailed(Migrator migrator, RuntimeException failure) {}

    /** A migration is about to be tried, for the first time. */
    default void beforeMigration(Migrator migrator, Migration migration) {}

    /** A migration was committed together with its row. */
    default void afterMigration(Migrator migrator, Executed executed) {}

    /** A migration was not applied; the run ends with {@code failure}. */
    default void migrationFailed(Migrator migrator, Migration migration, RuntimeException failure) {}

    /**
     * A migration that was about to be tried is in the hands of another process, which has applied it or is about to. Should
     * it fail there, it is announced again.
     */
    default void appliedElsewhere(Migrator migrator, Migration migration) {}
}
