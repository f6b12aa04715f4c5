package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Does the backfills that the start has left to the background, on one thread, as long as the context runs. There is no thread
 * if nothing was left.
 */
final class BackfillWorker implements SmartLifecycle {

    private static final Log log = Log.of(BackfillWorker.class);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(10);
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final List<Migrator> migrators;
    private final Predicate<Migrator> migrates;
    private volatile @Nullable Thread thread;
    private volatile boolean running;

    /**
     * Creates the worker.
     *
     * @param migrates whether this process applies migrations, and does not only check them
     */
    BackfillWorker(List<Migrator> migrators, Predicate<Migrator> migrates) {
        this.migrators = migrators;
        this.migrates = migrates;
    }

    @Override
    public void start() {
        this.running = true;
        List<Migrator> left = this.migrators.stream()
                .filter(this.migrates)
                .filter(Migrator::hasLeftBackfills)
                .toList();
        if (!left.isEmpty()) {
            Thread worker = new Thread(() -> work(left), "applied-set backfills");
            worker.setDaemon(true);
            this.thread = worker;
            worker.start();
        }
    }

    private void work(List<Migrator> left) {
        Map<Migrator, Long> due = new LinkedHashMap<>();
        left.forEach(migrator -> due.put(migrator, System.nanoTime()));
        try {
            while (!due.isEmpty() && !Thread.currentThread().isInterrupted()) {
                Map.Entry<Migrator, Long> first = first(due);
                TimeUnit.NANOSECONDS.sleep(first.getValue() - System.nanoTime());
                Duration wait = next(first.getKey());
                if (wait == null) {
                    due.remove(first.getKey());
                } else {
                    first.setValue(System.nanoTime() + wait.toNanos());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map.Entry<Migrator, Long> first(Map<Migrator, Long> due) {
        return Collections.min(due.entrySet(), (one, other) -> Long.signum(one.getValue() - other.getValue()));
    }

    private @Nullable Duration next(Migrator migrator) {
        try {
            return migrator.continueBackfills();
        } catch (RuntimeException failure) {
            if (!Thread.currentThread().isInterrupted()) {
                log.warn("Backfills of {} are tried again: {}", migrator, Lines.quoted(failure.getMessage()));
            }
            return AFTER_A_FAILURE;
        }
    }

    /** The batch that is running is cancelled, and rolled back. */
    @Override
    public void stop() {
        this.running = false;
        Thread worker = this.thread;
        this.thread = null;
        if (worker == null) {
            return;
        }
        worker.interrupt();
        try {
            worker.join(FAREWELL.toMillis());
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return this.running;
    }
}
