package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.sql.SQLException;

/** Liquibase looks at its lock every ten seconds, and one waiter at a time gets it: once, with the fewest instances. */
final class PollingInstances implements Scenario {

    @Override
    public void run(Bench bench) throws IOException, SQLException {
        InstancesAtOnce.pending(bench, Tool.LIQUIBASE, bench.mode().instances().get(0));
    }
}
