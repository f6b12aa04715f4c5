package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import liquibase.exception.LiquibaseException;

/** A server that is not on this machine: each direction takes its time, and round trips decide. */
final class Distance implements Scenario {

    private static final int MIGRATIONS = 100;

    static String nothing(int delay) {
        return "nothing to do, " + delay + " ms each way";
    }

    static String fromEmpty(int delay) {
        return "from an empty database, " + delay + " ms each way";
    }

    @Override
    public void run(Bench bench) throws IOException, SQLException, LiquibaseException {
        for (int delay : bench.mode().delays()) {
            for (int sample = 0; sample < Math.min(3, bench.mode().samples()); sample++) {
                for (Tool tool : Tool.COMPARED) {
                    String recorded = bench.recorded(tool, MIGRATIONS);
                    measure(bench, nothing(delay), tool, delay, recorded);
                    bench.server().drop(recorded);
                    String empty = bench.server().createDatabase();
                    measure(bench, fromEmpty(delay), tool, delay, empty);
                    bench.server().drop(empty);
                }
            }
        }
    }

    private static void measure(Bench bench, String scenario, Tool tool, int delay, String database)
            throws IOException {
        Path root = bench.root(tool, MIGRATIONS);
        try (DistanceProxy proxy = DistanceProxy.open(bench.server().port(), delay)) {
            List<Double> cold = bench.start(tool, root, Server.url(proxy.port(), database), 0)
                    .get("cold");
            bench.results().add(scenario, MIGRATIONS, "cold, ms", tool, cold);
        }
    }
}
