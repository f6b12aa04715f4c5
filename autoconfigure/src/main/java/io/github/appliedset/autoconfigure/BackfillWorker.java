package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
        List<Migrator> left = new ArrayList<>(this.migrators.stream()
                .filter(this.migrates)
                .filter(Migrator::hasLeftBackfills)
                .toList());
        if (!left.isEmpty()) {
            Thread worker = new Thread(() -> work(left), "applied-set backfills");
            worker.setDaemon(true);
            this.thread = worker;
            worker.start();
        }
    }

    private void work(List<Migrator> left) {
        try {
            while (!left.isEmpty() && !Thread.currentThread().isInterrupted()) {
                Duration wait = AFTER_A_FAILURE;
                for (Iterator<Migrator> each = left.iterator(); each.hasNext(); ) {
                    Duration its = next(each.next());
                    if (its == null) {
                        each.remove();
                    } else if (its.compareTo(wait) < 0) {
                        wait = its;
                    }
                }
                if (!left.isEmpty()) {
                    Thread.sleep(wait.toMillis());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
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
