package io.github.appliedset.autoconfigure;

import io.github.appliedset.migrator.Migrator;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Has migrators write down what this start has compared, so that the next one need not. Only once the application accepts
 * traffic, and on a thread of its own: nobody waits for it. There is no thread if there is nothing to write.
 */
final class NoteAfterStart implements ApplicationListener<AvailabilityChangeEvent<ReadinessState>>, SmartLifecycle {

    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final List<Migrator> migrators;
    private volatile @Nullable Thread thread;
    private volatile boolean running;

    NoteAfterStart(List<Migrator> migrators) {
        this.migrators = migrators;
    }

    @Override
    public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
        if (event.getState() != ReadinessState.ACCEPTING_TRAFFIC || this.thread != null) {
            return;
        }
        List<Migrator> toNote =
                this.migrators.stream().filter(Migrator::hasSomethingToNote).toList();
        if (!toNote.isEmpty()) {
            Thread writer = new Thread(() -> toNote.forEach(Migrator::noteWhatIsApplied), "applied-set note");
            writer.setDaemon(true);
            this.thread = writer;
            writer.start();
        }
    }

    @Override
    public void start() {
        this.running = true;
    }

    /** Before the pool is closed. */
    @Override
    public void stop() {
        this.running = false;
        Thread writer = this.thread;
        this.thread = null;
        if (writer == null) {
            return;
        }
        try {
            writer.join(FAREWELL.toMillis());
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return this.running;
    }
}
