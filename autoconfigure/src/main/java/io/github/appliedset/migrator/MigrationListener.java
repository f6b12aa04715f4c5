package io.github.appliedset.migrator;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.MigrationReport.Repeated;
import io.github.appliedset.migration.RepeatableMigration;

/**
 * Follows the runs of a migrator. In a Spring application, declare a bean of this type; it must not need the database,
 * which is not migrated yet.
 *
 * <p>All methods are called on the thread that called {@code Migrator.migrate}, while it holds a connection and
 * possibly the lock: an implementation must not borrow a connection of its own. Every {@code before} is followed by
 * exactly one of its counterparts. Several listeners are nested: called in their order before, in reverse after.
 *
 * <p>An exception from a {@code before} method ends the run before anything else is done, and nothing is lost. One from
 * any other method is logged, because its event has already happened; so is any from a listener that may not refuse.
 */
public interface MigrationListener {

    /**
     * Whether an exception from a {@code before} method of this listener ends the run.
     *
     * <p>As long as a listener that implements {@link #beforeMigration} may refuse, each migration is sent by itself, after
     * it was announced. Otherwise ordinary migrations share round trips: each is still announced before its counterpart is
     * called, but perhaps only when the answers to all of them have arrived. Its duration is the server's in any case.
     */
    default boolean mayRefuse() {
        return true;
    }

    /** A run begins; the database has not been touched. */
    default void beforeRun(Target target) {}

    /** A run has succeeded. */
    default void afterRun(Target target, MigrationReport report) {}

    /** A run has failed with an exception, which {@code Migrator.migrate} throws. */
    default void runFailed(Target target, RuntimeException failure) {}

    /** A migration is about to be attempted for the first time. */
    default void beforeMigration(Target target, Migration migration) {}

    /** A migration was committed together with its row. */
    default void afterMigration(Target target, Executed executed) {}

    /** A migration was not applied; the run ends with {@code failure}. */
    default void migrationFailed(Target target, Migration migration, RuntimeException failure) {}

    /**
     * Another process has applied, or is applying, a migration that was announced. If it fails there, the migration is
     * announced again.
     */
    default void appliedElsewhere(Target target, Migration migration) {}

    /** A repeatable migration is about to be attempted for the first time. */
    default void beforeRepeatable(Target target, RepeatableMigration migration) {}

    /** A repeatable migration was committed together with its row. */
    default void afterRepeatable(Target target, Repeated repeated) {}

    /** A repeatable migration failed; the run ends with {@code failure}. */
    default void repeatableFailed(Target target, RepeatableMigration migration, RuntimeException failure) {}

    /** Another process has run a repeatable migration that was announced, or it waits for versions that are pending. */
    default void repeatableLeft(Target target, RepeatableMigration migration) {}

    /** A migration is about to be rolled back, at the first attempt. */
    default void beforeRollback(Target target, Migration migration) {}

    /** A migration was rolled back, and its row removed. */
    default void afterRollback(Target target, Executed executed) {}

    /** A migration was not rolled back; the rollback ends with {@code failure}. */
    default void rollbackFailed(Target target, Migration migration, RuntimeException failure) {}
}
