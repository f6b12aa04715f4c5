package io.github.appliedset.support;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** The messages of a logger while this is open. */
public final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private static final int LONGEST_WAIT_SECONDS = 60;

    private final Logger logger;
    private final List<String> lines = new ArrayList<>();

    public LogLines(String logger) {
        this.logger = (Logger) LoggerFactory.getLogger(logger);
        setContext(this.logger.getLoggerContext());
        start();
        this.logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        synchronized (this.lines) {
            this.lines.add(event.getFormattedMessage());
            this.lines.notifyAll();
        }
    }

    /** Waits for a line with this in it, and returns the line. */
    public String await(String fragment) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS);
        synchronized (this.lines) {
            while (true) {
                for (String line : this.lines) {
                    if (line.contains(fragment)) {
                        return line;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("no '" + fragment + "' in " + this.lines);
                }
                this.lines.wait(left);
            }
        }
    }

    public List<String> soFar() {
        synchronized (this.lines) {
            return List.copyOf(this.lines);
        }
    }

    @Override
    public void close() {
        this.logger.detachAppender(this);
    }
}
