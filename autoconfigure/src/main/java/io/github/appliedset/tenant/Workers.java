package io.github.appliedset.tenant;

import io.github.appliedset.migration.MigrationInterruptedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Threads that exist while there is work, with a maximum number.
 *
 * @param most at least 1
 */
record Workers(int most) {

    /**
     * Does the work for each tenant.
     *
     * @return in the order of the tenants
     * @throws MigrationInterruptedException if this thread is interrupted; the others are, too
     */
    <T> List<T> each(List<String> tenants, Function<String, T> work) {
        if (tenants.isEmpty()) {
            return List.of();
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(this.most, tenants.size()), task -> {
            Thread thread = new Thread(task, "applied-set tenants");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<T>> running = new ArrayList<>();
            for (String tenant : tenants) {
                running.add(threads.submit(() -> named(tenant, work)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new MigrationInterruptedException(tenants.size());
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException(failure.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Every line of the log has the name of its thread, and so that of the tenant. */
    private static <T> T named(String tenant, Function<String, T> work) {
        Thread thread = Thread.currentThread();
        String before = thread.getName();
        thread.setName("tenant " + tenant);
        try {
            return work.apply(tenant);
        } finally {
            thread.setName(before);
        }
    }
}
