package io.github.appliedset.run;

import io.github.appliedset.adoption.AdoptionSettings;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.Step;
import io.github.appliedset.script.ScriptDirectives;
import io.github.appliedset.session.ServerFacts;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.tracker.TrackerTable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a migrator.
 *
 * @param table the tracker table
 * @param checksumMismatch how to treat an edited file of an applied migration
 * @param orphans how to treat applied versions without a file
 * @param instanceLockTimeout how long to wait while another process migrates
 * @param lockTimeout PostgreSQL's {@code lock_timeout} for every migration; zero means no limit
 * @param lockRetries how often a migration is retried after a lock timeout or a deadlock
 * @param statementTimeout PostgreSQL's {@code statement_timeout} for every migration; null means no limit
 * @param legacy what a new tracker adopts
 * @param release the stamp of this release, by which the contents of repeatable migrations are ordered; null if it has none
 * @param backfills how migrations that run in batches are treated
 * @param development where a developer's own database may be; null if it is not one
 * @param tenant whether the files name no schema, and that of the tracker is meant
 */
public record RunSettings(
        TrackerTable table,
        ConflictPolicy checksumMismatch,
        ConflictPolicy orphans,
        Duration instanceLockTimeout,
        Duration lockTimeout,
        int lockRetries,
        @Nullable Duration statementTimeout,
        AdoptionSettings legacy,
        @Nullable Instant release,
        BackfillSettings backfills,
        @Nullable DevelopmentSettings development,
        boolean tenant) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of range
     */
    public RunSettings {
        requireNotNegative("instance-lock-timeout", instanceLockTimeout);
        requireTimeout("lock-timeout", lockTimeout);
        if (statementTimeout != null) {
            requireTimeout("statement-timeout", statementTimeout);
        }
        if (lockRetries < 0) {
            throw new IllegalArgumentException("lock-retries must not be negative, but is " + lockRetries);
        }
    }

    /** The same, but nothing is left to the background. */
    public RunSettings leavingNothing() {
        return new RunSettings(
                this.table,
                this.checksumMismatch,
                this.orphans,
                this.instanceLockTimeout,
                this.lockTimeout,
                this.lockRetries,
                this.statementTimeout,
                this.legacy,
                this.release,
                this.backfills.leavingNothing(),
                this.development,
                this.tenant);
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
                    name + " must not exceed PostgreSQL's limit of 24 days, but is " + value);
        }
    }

    /** The settings for the transaction of a step; its directives take precedence. */
    public TransactionSettings transaction(Step step, ScriptDirectives directives, ServerFacts facts) {
        return transaction(step.toString(), directives, facts);
    }

    /** The settings for the transaction of a repeatable migration; its directives take precedence. */
    TransactionSettings transaction(String activity, ScriptDirectives directives, ServerFacts facts) {
        Duration ownLockTimeout = directives.lockTimeout();
        Duration ownStatementTimeout = directives.statementTimeout();
        return new TransactionSettings(
                activity,
                ownLockTimeout == null ? this.lockTimeout : ownLockTimeout,
                ownStatementTimeout == null ? this.statementTimeout : ownStatementTimeout,
                facts.noticesDeadClients(),
                searchPath(),
                facts.modes());
    }

    private @Nullable String searchPath() {
        return this.tenant ? this.table.quotedSchema() : null;
    }

    /** The settings for a transaction that does not belong to one migration, without a statement timeout. */
    public TransactionSettings.Source transaction(String activity) {
        return facts -> new TransactionSettings(
                activity, this.lockTimeout, null, facts.noticesDeadClients(), searchPath(), facts.modes());
    }
}
