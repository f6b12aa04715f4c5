package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import java.time.Duration;

/** Another instance held the lock for longer than this one was told to wait. */
public final class MigrationLockException extends MigrationException {

    private final Duration waited;

    /**
     * Reports the wait.
     *
     * @param waited how long
     * @param holder who has the lock, as far as the server tells
     * @param notApplied how many migrations are still pending
     */
    @Internal
    public MigrationLockException(Duration waited, String holder, int notApplied) {
        super(
                "Another instance is migrating: its lock was not free within " + waited.toMillis() / 1000.0
                        + " s.\n\nHolder:      " + holder + "\nNot applied: "
                        + count(notApplied),
                "Wait until it is done and start again. If the holder is stuck, end it with"
                        + " SELECT pg_terminate_backend(<pid>). If migrations take longer than this, raise"
                        + " applied-set.instance-lock-timeout.",
                "lock-timeout",
                null);
        this.waited = waited;
    }

    private static String count(int migrations) {
        return migrations == 1 ? "1 migration" : migrations + " migrations";
    }

    public Duration waited() {
        return this.waited;
    }
}
