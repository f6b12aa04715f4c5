package io.github.appliedset.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many trackers each connection has used. A server process keeps what it knows about a table until its connection ends.
 */
public final class ConnectionWear {

    private static final int MOST = 500;

    private final Map<Integer, Integer> trackers = new ConcurrentHashMap<>();

    /** Whether to replace the connection to this server process after reading these trackers. */
    boolean isWornBy(int process, int met) {
        boolean worn = this.trackers.merge(process, met, Integer::sum) >= MOST;
        if (worn) {
            this.trackers.remove(process);
        }
        return worn;
    }
}
