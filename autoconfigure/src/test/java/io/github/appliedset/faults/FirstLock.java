package io.github.appliedset.faults;

import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Tampering;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Where among the messages of a run the migration lock is asked for: from there on, the run goes on after a cut. */
final class FirstLock implements Tampering {

    private final FaultProxy proxy;
    private final Map<Integer, String> sent = new ConcurrentSkipListMap<>();

    private FirstLock(FaultProxy proxy) {
        this.proxy = proxy;
    }

    static FirstLock of(FaultProxy proxy) {
        FirstLock lock = new FirstLock(proxy);
        proxy.tamper(lock);
        return lock;
    }

    @Override
    public String sql(String sql) {
        this.sent.put(this.proxy.messagesSoFar(), sql);
        return sql;
    }

    /** How many messages come before that. */
    int messagesBefore() {
        return firstWith("pg_try_advisory");
    }

    /** The first message with such SQL, counted from 1. */
    int firstWith(String sql) {
        return this.sent.entrySet().stream()
                .filter(one -> one.getValue().contains(sql))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("never sent: " + sql));
    }
}
