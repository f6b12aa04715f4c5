package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** All migrations on an empty database, in a new JVM; and psql with the same files in one session. */
final class FromEmpty implements Scenario {

    static final String NAME = "from an empty database";

    /** Empties the database again. */
    static final String UNDO = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";

    @Override
    public void run(Bench bench) throws IOException, SQLException {
        for (int count : bench.mode().counts()) {
            int samples = bench.mode().samplesFromEmpty(count);
            for (int sample = 0; sample < samples; sample++) {
                for (Tool tool : Tool.COMPARED) {
                    if (count <= bench.mode().mostApplied() || tool == Tool.APPLIED_SET || tool == Tool.BARE) {
                        apply(bench, tool, count);
                    }
                }
                psql(bench, count);
            }
            for (Tool tool : Tool.COMPARED) {
                if (count <= bench.mode().mostAppliedOften()) {
                    String database = bench.server().createDatabase();
                    int trips = bench.roundTrips(tool, bench.root(tool, count), database);
                    bench.results().add(NAME, count, "round trips", tool, trips);
                    bench.server().drop(database);
                }
            }
        }
    }

    private static void apply(Bench bench, Tool tool, int count) throws IOException, SQLException {
        String database = bench.server().createDatabase();
        // Ours once more in a warm JVM, on the same database when everything in it is dropped.
        int again = tool == Tool.APPLIED_SET && count <= bench.mode().mostApplied() ? 1 : 0;
        Map<String, List<Double>> numbers = SampleJvm.exploded(
                StartSample.class,
                bench.root(tool, count),
                tool.name(),
                bench.server().url(database),
                Integer.toString(again),
                UNDO);
        bench.results().add(NAME, count, "cold, ms", tool, numbers.get("cold"));
        bench.results().add(NAME, count, "warm, ms", tool, numbers.getOrDefault("warm", List.of()));
        bench.server().drop(database);
    }

    /** Stands under {@link Tool#NONE}: there is no tool. */
    private static void psql(Bench bench, int count) throws IOException, SQLException {
        String database = bench.server().createDatabase();
        Path root = bench.root(Tool.BARE, count);
        double milliseconds = Psql.run(bench.server(), database, root, count);
        bench.results().add(NAME, count, "cold, ms", Tool.NONE, milliseconds);
        bench.server().drop(database);
    }
}
