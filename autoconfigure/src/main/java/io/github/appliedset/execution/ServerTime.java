package io.github.appliedset.execution;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** How long a transaction has taken so far, by the server's clock: the answers to several arrive at the same time. */
final class ServerTime implements Consumer<String> {

    static final String SQL = "SELECT CAST(EXTRACT(epoch FROM pg_catalog.clock_timestamp()"
            + " OPERATOR(pg_catalog.-) pg_catalog.transaction_timestamp()) OPERATOR(pg_catalog.*) 1000000"
            + " AS bigint)";

    private Duration last = Duration.ZERO;

    @Override
    public void accept(String microseconds) {
        this.last = Duration.of(Math.max(0, Long.parseLong(microseconds)), ChronoUnit.MICROS);
    }

    /** The last answer. */
    Duration last() {
        return this.last;
    }
}
