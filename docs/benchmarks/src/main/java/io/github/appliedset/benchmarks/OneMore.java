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
    static final String INDEXED = "one new, nested jar with the index of a build ahead of time";

    @Override
    public void run(Bench bench) throws IOException, SQLException, LiquibaseException {
        for (int count : bench.mode().counts()) {
            Map<Tool, String> databases = new EnumMap<>(Tool.class);
            for (Tool tool : bench.mode().compared(count)) {
                databases.put(tool, bench.recorded(tool, count));
            }
            for (int sample = 0; sample < bench.mode().samples(count); sample++) {
                for (Tool tool : bench.mode().compared(count)) {
                    measure(
                            bench,
                            tool,
                            count,
                            databases.get(tool),
                            bench.mode().warm(count, sample));
                }
            }
            for (int sample = 0; sample < bench.mode().samples(count); sample++) {
                Map<String, List<Double>> numbers = SampleJvm.nested(
                        bench.indexedJarWithOneMore(count),
                        Tool.APPLIED_SET.name(),
                        bench.server().url(databases.get(Tool.APPLIED_SET)),
                        Integer.toString(bench.mode().warm(count, sample)),
                        Tool.APPLIED_SET.undoLast(count + 1));
                add(bench, INDEXED, Tool.APPLIED_SET, count, numbers);
            }
            for (Tool tool : bench.mode().compared(count)) {
                Path root =
                        bench.rootWithOneMoreSince(tool, count, bench.server().url(databases.get(tool)));
                int trips = bench.roundTrips(tool, root, databases.get(tool));
                bench.results().add(NAME, count, "round trips", tool, trips);
                bench.server().drop(databases.get(tool));
            }
        }
    }

    private static void measure(Bench bench, Tool tool, int count, String database, int warm)
            throws IOException, SQLException {
        String url = bench.server().url(database);
        Path root = bench.rootWithOneMoreSince(tool, count, url);
        Map<String, List<Double>> numbers = SampleJvm.exploded(
                StartSample.class, root, tool.name(), url, Integer.toString(warm), tool.undoLast(count + 1));
        add(bench, NAME, tool, count, numbers);
    }

    private static void add(Bench bench, String scenario, Tool tool, int count, Map<String, List<Double>> numbers) {
        bench.results().add(scenario, count, "cold, ms", tool, numbers.get("cold"));
        List<Double> again = numbers.getOrDefault("warm", List.of());
        bench.results().add(scenario, count, "warm, ms", tool, again.subList(again.size() / 2, again.size()));
    }
}
