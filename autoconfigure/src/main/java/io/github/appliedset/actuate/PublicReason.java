package io.github.appliedset.actuate;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.RepeatableFailedException;
import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.migration.TrackerException;

/**
 * What anybody who can reach the endpoint may know about a failure. Messages of the server name hosts, users and SQL, so they
 * go to the log only.
 */
final class PublicReason {

    /** Where the rest is. */
    static final String ACTION = "The log of the application has the details.";

    private PublicReason() {}

    static String of(RuntimeException failure) {
        if (failure instanceof DatabaseAccessException database) {
            return switch (database.reference().anchor()) {
                case "database-unreachable", "authentication", "database-missing" ->
                    "Could not connect to the database.";
                case "connection-lost" -> "The connection to the database was lost.";
                case "schema-unreadable" -> "The schema of the database could not be read.";
                default -> "The database could not be read.";
            };
        }
        if (failure instanceof InvalidMigrationException) {
            return "There are problems in the migration files.";
        }
        if (failure instanceof MigrationFailedException || failure instanceof RepeatableFailedException) {
            return "A migration failed.";
        }
        if (failure instanceof MigrationConflictException) {
            return "The migration files and the rows of the tracker table contradict each other.";
        }
        if (failure instanceof SnapshotException) {
            return "The schema snapshot could not be read.";
        }
        if (failure instanceof MigrationLockException) {
            return "Another process held the migration lock.";
        }
        if (failure instanceof TrackerException tracker) {
            return tracker.reference().anchor().equals("tenants")
                    ? "The tenants could not be listed, or one could not be opened."
                    : "The tracker table could not be read.";
        }
        return "The migrations could not be compared with the database.";
    }

    /** The section of the documentation that explains it. */
    static String page(MigrationException failure) {
        return failure.reference().page();
    }
}
