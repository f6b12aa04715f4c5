package io.github.appliedset.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the server does for those starts that mostly wait for it, and for the lower bounds, on a server that counts. It counts the
 * time of a statement from its plan to its end: not that of reading and parsing it, of answering, nor of a new session.
 */
final class ServerProfile implements Scenario {

    static final String NAME = "Profile of the server";

    private static final int MOST = 1_000;

    @Override
    public void run(Bench bench) throws Exception {
        try (Server server = Server.counting()) {
            Bench counting = bench.on(server);
            for (int sample = 0; sample < bench.mode().samples(); sample++) {
                for (int count : bench.mode().counts()) {
                    if (count <= MOST) {
                        fromEmpty(counting, count);
                    }
                }
                int instances =
                        bench.mode().instances().get(bench.mode().instances().size() - 1);
                for (Tool tool : List.of(Tool.APPLIED_SET, Tool.BARE)) {
                    InstancesAtOnce.nothing(counting, tool, instances);
                }
                InstancesAtOnce.pending(counting, Tool.APPLIED_SET, 1);
                InstancesAtOnce.pending(counting, Tool.APPLIED_SET, instances);
            }
            new ManyTenants().run(counting);
            bench.results().addAll(NAME, counting.results());
        }
    }

    private static void fromEmpty(Bench bench, int count) throws Exception {
        for (Tool tool : List.of(Tool.APPLIED_SET, Tool.NONE)) {
            Path root = bench.root(tool == Tool.NONE ? Tool.BARE : tool, count);
            String database = bench.server().createDatabase();
            List<Double> took = new ArrayList<>();
            Map<String, List<Double>> work = ServerWork.during(
                    bench.server().url(database),
                    () -> took.addAll(
                            tool == Tool.NONE
                                    ? List.of(Psql.run(bench.server(), database, root, count))
                                    : bench.start(tool, root, bench.server().url(database), 0)
                                            .get("cold")));
            // A process of its own has done it.
            work.remove(ServerWork.CLIENT);
            work.put(ServerWork.ELAPSED, took);
            add(bench, FromEmpty.NAME, count, tool, work);
            bench.server().drop(database);
        }
    }

    /** Does nothing if the server has not counted. */
    static void add(Bench bench, String work, int count, Tool tool, Map<String, List<Double>> milliseconds) {
        if (milliseconds.containsKey(ServerWork.SERVER)) {
            milliseconds.forEach((what, value) -> bench.results()
                    .add(NAME, count, work + ", " + tool.label() + Profile.OF + what, Tool.APPLIED_SET, value));
        }
    }
}
