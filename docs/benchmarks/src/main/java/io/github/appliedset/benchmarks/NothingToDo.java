package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import liquibase.exception.LiquibaseException;

/**
 * A start that finds everything applied: in a new JVM, again in the same one, from folders, from a nested jar, and from one that
 * was built ahead of time. The peers have nothing like that; beside it stands what they need from a nested jar.
 */
final class NothingToDo implements Scenario {

    static final String EXPLODED = "nothing to do";
    static final String NESTED = "nothing to do, nested jar";
    static final String INDEXED = "nothing to do, nested jar, ours with the index of a build ahead of time";

    @Override
    public void run(Bench bench) throws IOException, SQLException, LiquibaseException {
        for (int count : bench.mode().counts()) {
            Map<Tool, String> databases = new EnumMap<>(Tool.class);
            for (Tool tool : bench.mode().compared(count)) {
                databases.put(tool, bench.recorded(tool, count));
            }
            firstStarts(bench, count, bench.server().url(databases.get(Tool.APPLIED_SET)));
            for (int sample = 0; sample < bench.mode().samples(count); sample++) {
                for (Tool tool : bench.mode().compared(count)) {
                    String url = bench.server().url(databases.get(tool));
                    add(
                            bench,
                            EXPLODED,
                            count,
                            tool,
                            bench.start(
                                    tool,
                                    bench.root(tool, count),
                                    url,
                                    bench.mode().warm(count, sample)));
                    String warm = Integer.toString(bench.mode().warm(count, sample));
                    Map<String, List<Double>> nested =
                            SampleJvm.nested(bench.nestedJar(tool, count), tool.name(), url, warm);
                    add(bench, NESTED, count, tool, nested);
                    add(
                            bench,
                            INDEXED,
                            count,
                            tool,
                            tool == Tool.APPLIED_SET
                                    ? SampleJvm.nested(bench.indexedJar(count), tool.name(), url, warm)
                                    : nested);
                }
            }
            for (Tool tool : bench.mode().compared(count)) {
                int trips = bench.roundTrips(tool, bench.root(tool, count), databases.get(tool));
                bench.results().add(EXPLODED, count, "round trips", tool, trips);
                bench.server().drop(databases.get(tool));
            }
        }
    }

    /** The first start of a build compares everything, and writes that down; it is not measured. */
    private static void firstStarts(Bench bench, int count, String url) throws IOException {
        bench.start(Tool.APPLIED_SET, bench.root(Tool.APPLIED_SET, count), url, 0);
        SampleJvm.nested(bench.nestedJar(Tool.APPLIED_SET, count), Tool.APPLIED_SET.name(), url, "0");
        SampleJvm.nested(bench.indexedJar(count), Tool.APPLIED_SET.name(), url, "0");
    }

    private static void add(Bench bench, String scenario, int count, Tool tool, Map<String, List<Double>> numbers) {
        bench.results().add(scenario, count, "cold, ms", tool, numbers.get("cold"));
        bench.results().add(scenario, count, "cold, MB allocated", tool, numbers.get("cold-megabytes"));
        List<Double> warm = numbers.getOrDefault("warm", List.of());
        // What is compiled while it is measured says little of a warm start.
        bench.results().add(scenario, count, "warm, ms", tool, warm.subList(warm.size() / 2, warm.size()));
        List<Double> megabytes = numbers.getOrDefault("warm-megabytes", List.of());
        bench.results()
                .add(
                        scenario,
                        count,
                        "warm, MB allocated",
                        tool,
                        megabytes.subList(megabytes.size() / 2, megabytes.size()));
    }
}
