package io.github.appliedset.session;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.PipelineMode;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * Sessions that are passed from one tracker of a database to the next. Inspecting a session and putting it back takes the
 * server longer than a small migration. Only an unchanged session is passed on; any other one ends as usual.
 */
public final class KeptSessions implements AutoCloseable {

    private final Queue<Session> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    /**
     * A session that is not in use, or a new one.
     *
     * @throws DatabaseAccessException as {@link Session#open}
     */
    public Session open(DataSource dataSource, AdvisoryLock lock, PipelineMode pipeline) {
        Session idle = this.idle.poll();
        if (idle == null) {
            this.waiting.incrementAndGet();
            try {
                idle = this.idle.poll();
                if (idle == null) {
                    Session session = Session.open(dataSource, lock, pipeline);
                    session.keepIn(this::add);
                    return session;
                }
            } finally {
                this.waiting.decrementAndGet();
            }
        }
        idle.goOnWith(lock);
        return idle;
    }

    /** A thread waiting for a connection of the pool would not notice one that is kept here. */
    private void add(Session session) {
        if (this.waiting.get() > 0) {
            session.end();
            return;
        }
        this.idle.add(session);
        if (this.closed) {
            endIdle();
        }
    }

    /** Ends all of them; one that is in use ends after it. */
    @Override
    public void close() {
        this.closed = true;
        endIdle();
    }

    /** Ends those that are not in use, so that their connections can be borrowed. */
    public void endIdle() {
        for (Session session = this.idle.poll(); session != null; session = this.idle.poll()) {
            session.end();
        }
    }
}
