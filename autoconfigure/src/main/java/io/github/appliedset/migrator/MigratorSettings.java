package io.github.appliedset.migrator;

import io.github.appliedset.adoption.AdoptionSettings;
import io.github.appliedset.tracker.TrackerTable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a migrator works. The texts are the defaults: the configuration properties and {@link Migrator#builder} both use
 * them.
 *
 * @param table the tracker table
 * @param checksumMismatch what to do about an applied file that has been edited
 * @param orphans what to do about applied versions without a file
 * @param instanceLockTimeout how long to wait while another instance migrates
 * @param lockTimeout PostgreSQL's {@code lock_timeout} for every migration; zero means no limit
 * @param lockRetries how often a migration that met {@code lockTimeout} or a deadlock is tried again
 * @param statementTimeout PostgreSQL's {@code statement_timeout} for every migration; null means no limit
 * @param legacy what a new tracker adopts
 */
record MigratorSettings(
        TrackerTable table,
        ConflictPolicy checksumMismatch,
        ConflictPolicy orphans,
        Duration instanceLockTimeout,
        Duration lockTimeout,
        int lockRetries,
        @Nullable Duration statementTimeout,
        AdoptionSettings legacy) {

    MigratorSettings {
        requireNotNegative("instance-lock-timeout", instanceLockTimeout);
        requireTimeout("lock-timeout", lockTimeout);
        if (statementTimeout != null) {
            requireTimeout("statement-timeout", statementTimeout);
        }
        if (lockRetries < 0) {
            throw new IllegalArgumentException("lock-retries must not be negative, but is " + lockRetries);
        }
    }

    private static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + value);
        }
    }

    private static void requireTimeout(String name, Duration value) {
        requireNotNegative(name, value);
        if (value.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException(
                    name + " must not be more than PostgreSQL's limit of 24 days, but is " + value);
        }
    }
}
