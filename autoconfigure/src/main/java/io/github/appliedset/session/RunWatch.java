package io.github.appliedset.session;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run whose thread is interrupted, or whose process is told to end, by cancelling the running statement; and
 * triggers its progress log.
 *
 * <p>An interrupt alone does not stop a thread that waits for the server; and an application told to end during its
 * start waits for the start to finish, until its operator kills it.
 */
public final class RunWatch implements AutoCloseable {

    private static final int LOOK_EVERY_MILLIS = 100;
    private static final int LONGEST_FAREWELL_MILLIS = 2_000;

    private final Session session;
    private final RunProgress progress;
    private final Thread runner = Thread.currentThread();
    private final Thread shutdown = new Thread(this::interruptAndWait, "applied-set shutdown");
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
        try {
            Runtime.getRuntime().addShutdownHook(watch.shutdown);
        } catch (IllegalStateException shuttingDown) {
            watch.runner.interrupt();
        }
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

    private void interruptAndWait() {
        this.runner.interrupt();
        try {
            this.ended.await(LONGEST_FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        this.ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(this.shutdown);
        } catch (IllegalStateException shuttingDown) {
            // The hook is already running, and ends now.
        }
    }
}
