package io.github.appliedset.migrator;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFailedException.Details;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened when everything pending was run and rolled back.
 *
 * @param attempts one for each pending migration, in ascending order of version
 * @param duration how long all of it took
 */
public record DryRunReport(List<Attempt> attempts, Duration duration) {

    public DryRunReport {
        attempts = List.copyOf(attempts);
    }

    /** Whether a migration would fail. */
    public boolean isFailed() {
        return this.attempts.stream().anyMatch(attempt -> attempt.outcome() == Outcome.FAILED);
    }

    /** What is known of a migration now. */
    public enum Outcome {
        /** It ran, and so did the checks at its commit. */
        RAN,
        /** It fails. */
        FAILED,
        /** Nobody knows: it cannot be tried in a transaction that is rolled back. */
        NOT_TRIED
    }

    /**
     * One migration.
     *
     * @param migration which one
     * @param outcome what is known of it now
     * @param reason why it was not tried; null if it was
     * @param failure what PostgreSQL said where it refused; null if it did not
     * @param locks the locks on tables that were there before, but for those an earlier migration had taken already
     * @param rewrites the tables and indexes that were there before and were written anew, or emptied
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
     * A lock that is held until the migration commits.
     *
     * @param table qualified name of the table
     * @param mode PostgreSQL's name of it, as in {@code ACCESS EXCLUSIVE}
     * @param blocks what others cannot do meanwhile
     */
    public record TableLock(String table, String mode, Blocks blocks) {}

    /** What a lock keeps others from. */
    public enum Blocks {
        /** Nothing but changes of the table's definition. */
        NOTHING,
        /** INSERT, UPDATE and DELETE. */
        WRITES,
        /** SELECT, too. */
        READS_AND_WRITES
    }

    /**
     * A relation whose content was written anew.
     *
     * @param relation qualified name of the table or index
     * @param bytes how large the new content is; 0 if it was emptied
     */
    public record Rewrite(String relation, long bytes) {}
}
