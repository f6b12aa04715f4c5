package io.github.appliedset.session;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts a thread whose process is told to end, and gives it a moment. An application told to end during its start waits
 * for the start to finish, until its operator kills it.
 */
public final class InterruptOnShutdown implements AutoCloseable {

    private static final int LONGEST_FAREWELL_MILLIS = 2_000;

    private final Thread thread = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interruptAndWait, "applied-set shutdown");

    private InterruptOnShutdown() {}

    /** For the current thread, until closed. */
    public static InterruptOnShutdown ofThisThread() {
        InterruptOnShutdown interrupt = new InterruptOnShutdown();
        try {
            Runtime.getRuntime().addShutdownHook(interrupt.hook);
        } catch (IllegalStateException shuttingDown) {
            interrupt.thread.interrupt();
        }
        return interrupt;
    }

    private void interruptAndWait() {
        this.thread.interrupt();
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
            Runtime.getRuntime().removeShutdownHook(this.hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is already running, and ends now.
        }
    }
}
