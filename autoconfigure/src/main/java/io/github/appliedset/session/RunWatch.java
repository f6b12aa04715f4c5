package io.github.appliedset.session;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run whose thread is interrupted, or whose process is told to end, by cancelling the running statement; and
 * triggers its progress log.
 *
 * <p>An interrupt alone does not stop a thread that is waiting for the server.
 */
public final class RunWatch implements AutoCloseable {

    private static final int LOOK_EVERY_MILLIS = 100;

    private final Session session;
    private final RunProgress progress;
    private final Thread runner = Thread.currentThread();
    private final InterruptOnShutdown shutdown = InterruptOnShutdown.ofThisThread();
    private final CountDownLatch ended = new CountDownLatch(1);

    private RunWatch(Session session, RunProgress progress) {
        this.session = session;
        this.progress = progress;
    }

    /** Watches over the current thread until closed. */
    public static RunWatch over(Session session, RunProgress progress) {
        RunWatch watch = new RunWatch(session, progress);
        Thread thread = new Thread(watch::look, "applied-set watch");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    private void look() {
        try {
            while (!this.ended.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                if (this.runner.isInterrupted()) {
                    this.session.cancelStatement();
                }
                this.progress.look(this.session);
            }
        } catch (InterruptedException nobodyWatchesAnyMore) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        this.ended.countDown();
        this.shutdown.close();
    }
}
