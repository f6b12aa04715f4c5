package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import liquibase.exception.LiquibaseException;

/**
 * Many instances that start at the same moment, until the last of them is done. Liquibase is left out where something is pending:
 * of twenty instances some waited for its lock for more than an hour.
 */
final class InstancesAtOnce implements Scenario {

    static final String NOTHING = "at once, nothing to do";
    static final String PENDING = "at once, 100 pending";

    private static final int MIGRATIONS = 100;
    private static final int DATABASES_TO_WARM_UP_WITH = 5;

    @Override
    public void run(Bench bench) throws IOException, SQLException, LiquibaseException {
        for (int sample = 0; sample < bench.mode().samples(); sample++) {
            for (Tool tool : Tool.COMPARED) {
                for (int instances : bench.mode().instances()) {
                    nothing(bench, tool, instances);
                }
            }
        }
        for (int sample = 0; sample < Math.min(3, bench.mode().samples()); sample++) {
            for (Tool tool : List.of(Tool.APPLIED_SET, Tool.FLYWAY)) {
                pending(bench, tool, 1);
                for (int instances : bench.mode().instances()) {
                    pending(bench, tool, instances);
                }
            }
        }
    }

    static void nothing(Bench bench, Tool tool, int instances) throws IOException, SQLException, LiquibaseException {
        String database = bench.recorded(tool, MIGRATIONS);
        measure(bench, NOTHING, tool, instances, database, List.of(database));
        bench.server().drop(database);
    }

    static void pending(Bench bench, Tool tool, int instances) throws IOException, SQLException {
        List<String> warmUp = new ArrayList<>();
        for (int i = 0; i < DATABASES_TO_WARM_UP_WITH; i++) {
            warmUp.add(bench.server().createDatabase());
        }
        String database = bench.server().createDatabase();
        measure(bench, PENDING, tool, instances, database, warmUp);
        warmUp.add(database);
        for (String used : warmUp) {
            bench.server().drop(used);
        }
    }

    private static void measure(
            Bench bench, String scenario, Tool tool, int instances, String database, List<String> warmUp)
            throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of(tool.name(), Integer.toString(instances), bench.server().url(database)));
        for (String other : warmUp) {
            arguments.add(bench.server().url(other));
        }
        Map<String, List<Double>> together = SampleJvm.exploded(
                InstancesSample.class, bench.root(tool, MIGRATIONS), arguments.toArray(String[]::new));
        bench.results().add(scenario, instances, "ms", tool, together.get(ServerWork.ELAPSED));
        ServerProfile.add(bench, scenario, instances, tool, together);
    }
}
