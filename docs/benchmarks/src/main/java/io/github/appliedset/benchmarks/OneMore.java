package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import liquibase.exception.LiquibaseException;

/** One new migration on top of those that are applied, in a new JVM and in one that has done it before. */
final class OneMore implements Scenario {

    static final String NAME = "one new";

    @Override
    public void run(Bench bench) throws IOException, SQLException, LiquibaseException {
        for (int count : bench.mode().counts()) {
            Map<Tool, String> databases = new EnumMap<>(Tool.class);
            for (Tool tool : Tool.COMPARED) {
                databases.put(tool, bench.recorded(tool, count));
            }
            for (int sample = 0; sample < bench.mode().samples(count); sample++) {
                for (Tool tool : Tool.COMPARED) {
                    measure(
                            bench,
                            tool,
                            count,
                            databases.get(tool),
                            bench.mode().warm(count, sample));
                }
            }
            for (Tool tool : Tool.COMPARED) {
                Path root = bench.rootWithOneMore(tool, count);
                int trips = bench.roundTrips(tool, root, databases.get(tool));
                bench.results().add(NAME, count, "round trips", tool, trips);
                bench.server().drop(databases.get(tool));
            }
        }
    }

    private static void measure(Bench bench, Tool tool, int count, String database, int warm)
            throws IOException, SQLException {
        Path root = bench.rootWithOneMore(tool, count);
        String url = bench.server().url(database);
        Map<String, List<Double>> numbers = SampleJvm.exploded(
                StartSample.class, root, tool.name(), url, Integer.toString(warm), tool.undoLast(count + 1));
        bench.results().add(NAME, count, "cold, ms", tool, numbers.get("cold"));
        List<Double> again = numbers.getOrDefault("warm", List.of());
        bench.results().add(NAME, count, "warm, ms", tool, again.subList(again.size() / 2, again.size()));
    }
}
