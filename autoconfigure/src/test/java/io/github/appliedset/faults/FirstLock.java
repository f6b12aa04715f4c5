package io.github.appliedset.faults;

import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Tampering;

/** Where among the messages of a run the migration lock is asked for: from there on, the run goes on after a cut. */
final class FirstLock implements Tampering {

    private final FaultProxy proxy;
    private volatile int messagesBefore = -1;

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
        if (this.messagesBefore < 0 && sql.contains("pg_try_advisory")) {
            this.messagesBefore = this.proxy.messagesSoFar();
        }
        return sql;
    }

    /** How many messages come before that. */
    int messagesBefore() {
        if (this.messagesBefore < 0) {
            throw new IllegalStateException("the lock was never asked for");
        }
        return this.messagesBefore;
    }
}
