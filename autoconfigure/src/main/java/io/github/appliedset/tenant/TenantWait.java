package io.github.appliedset.tenant;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.InterruptOnShutdown;
import io.github.appliedset.session.Pause;
import io.github.appliedset.tenant.TenantResult.State;
import io.github.appliedset.text.Log;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Waits until another process has migrated every tenant.
 *
 * @param look at all of them
 */
record TenantWait(Supplier<TenantReport> look) {

    private static final Log log = Log.of(TenantWait.class);
    private static final int LOOK_EVERY_MILLIS = 1_000;
    private static final int SAY_SO_EVERY_SECONDS = 30;

    /** Looks at least once, until all are current, one contradicts the files, the time is up or the process is told to end. */
    TenantReport await(Duration timeout) {
        try (InterruptOnShutdown interrupt = InterruptOnShutdown.ofThisThread()) {
            return awaitCurrent(timeout);
        }
    }

    private TenantReport awaitCurrent(Duration timeout) {
        long start = System.nanoTime();
        long saidAt = -SAY_SO_EVERY_SECONDS;
        int tenants = 1;
        while (true) {
            String state;
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            boolean over = waited.compareTo(timeout) >= 0;
            try {
                TenantReport report = this.look.get();
                if (over || report.isCurrent() || isInVain(report)) {
                    return report;
                }
                state = report.summary();
                tenants = report.in(State.BEHIND, State.FAILED).size();
            } catch (DatabaseAccessException unreachable) {
                if (over || !DatabaseErrors.mayPass(unreachable)) {
                    throw unreachable;
                }
                state = "the database is not reachable";
            }
            if (waited.toSeconds() >= saidAt + SAY_SO_EVERY_SECONDS) {
                saidAt = waited.toSeconds();
                log.info(
                        "Waiting for another process to migrate the tenants ({}; at most {} s more)",
                        state,
                        timeout.minus(waited).toSeconds());
            }
            long pause = Math.min(LOOK_EVERY_MILLIS, 2 + timeout.minus(waited).toMillis());
            Pause.between(pause / 2, pause, tenants);
        }
    }

    /** Nobody migrates a tenant whose rows contradict the files. */
    private static boolean isInVain(TenantReport report) {
        return report.in(State.FAILED).stream()
                .anyMatch(tenant -> tenant.failure() instanceof MigrationConflictException);
    }
}
