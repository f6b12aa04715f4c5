package io.github.appliedset.migration;

import io.github.appliedset.migration.MigrationFailedException.Details;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Outcome of a dry run: everything pending was run and rolled back.
 *
 * @param attempts one per pending migration, ascending by version
 * @param repeated one per repeatable migration that is due after them, in the order of execution
 * @param duration how long the whole dry run took
 */
public record DryRunReport(List<Attempt> attempts, List<RepeatableAttempt> repeated, Duration duration) {

    public DryRunReport {
        attempts = List.copyOf(attempts);
        repeated = List.copyOf(repeated);
    }

    /** Whether a migration would fail. */
    public boolean isFailed() {
        return this.attempts.stream().anyMatch(attempt -> attempt.outcome() == Outcome.FAILED)
                || this.repeated.stream().anyMatch(attempt -> attempt.outcome() == Outcome.FAILED);
    }

    /** How a dry run of one migration ended. */
    public enum Outcome {
        /** It ran and passed the checks a commit would make. */
        RAN,
        /** It failed. */
        FAILED,
        /** Unknown: it cannot run in a transaction that is rolled back. */
        NOT_TRIED
    }

    /**
     * One migration.
     *
     * @param migration which one
     * @param outcome how it ended
     * @param reason why it was not tried; null if it was
     * @param failure PostgreSQL's error; null if there was none
     * @param locks the locks it took on existing tables, except those an earlier migration already held
     * @param rewrites the existing tables and indexes that it rewrote or emptied
     * @param duration how long it took
     */
    public record Attempt(
            Migration migration,
            Outcome outcome,
            @Nullable String reason,
            @Nullable Details failure,
            List<TableLock> locks,
            List<Rewrite> rewrites,
            Duration duration) {

        public Attempt {
            locks = List.copyOf(locks);
            rewrites = List.copyOf(rewrites);
        }
    }

    /**
     * One repeatable migration.
     *
     * @param migration which one
     * @param outcome how it ended
     * @param reason why it was not tried; null if it was
     * @param failure PostgreSQL's error; null if there was none
     * @param locks the locks it took on existing tables, except those held before
     * @param rewrites the existing tables and indexes that it rewrote or emptied
     * @param duration how long it took
     */
    public record RepeatableAttempt(
            RepeatableMigration migration,
            Outcome outcome,
            @Nullable String reason,
            @Nullable Details failure,
            List<TableLock> locks,
            List<Rewrite> rewrites,
            Duration duration) {

        public RepeatableAttempt {
            locks = List.copyOf(locks);
            rewrites = List.copyOf(rewrites);
        }
    }

    /**
     * A lock that is held until the migration commits.
     *
     * @param table qualified name of the table
     * @param mode PostgreSQL's name for it, such as {@code ACCESS EXCLUSIVE}
     * @param blocks which statements of other sessions it blocks
     */
    public record TableLock(String table, String mode, Blocks blocks) {}

    /** Which statements of other sessions a lock blocks. */
    public enum Blocks {
        /** Only changes of the table's definition. */
        NOTHING,
        /** INSERT, UPDATE and DELETE. */
        WRITES,
        /** SELECT as well. */
        READS_AND_WRITES
    }

    /**
     * A relation that was rewritten.
     *
     * @param relation qualified name of the table or index
     * @param bytes size of the new content; 0 if it was emptied
     */
    public record Rewrite(String relation, long bytes) {}
}
