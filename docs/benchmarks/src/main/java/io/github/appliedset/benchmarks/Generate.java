package io.github.appliedset.benchmarks;

import io.github.appliedset.benchmarks.ProfileSamples.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * The migration for one change in a declared schema of many tables, planned, proven and written: the first time, and with the
 * template that this has left. Each in a JVM of its own, once by the clock and once with samples of what its thread did.
 */
final class Generate implements Scenario {

    static final String FIRST = "generate, one change, the first time";
    static final String AGAIN = "generate, one change, with the template of the last run";
    static final String COLD = "cold, ms";
    static final String PARTS = "Generate: time by part";

    private static final int FEWEST = 100;
    private static final int MOST = 1_000;

    @Override
    public void run(Bench bench) throws IOException, SQLException {
        for (int count : bench.mode().counts()) {
            if (count >= FEWEST && count <= MOST) {
                String database = bench.server().createDatabase();
                for (int sample = 0; sample < bench.mode().samples(count); sample++) {
                    bench.server().dropTemplates();
                    time(bench, FIRST, count, database);
                    time(bench, AGAIN, count, database);
                }
                bench.server().dropTemplates();
                profile(bench, FIRST, count, database);
                profile(bench, AGAIN, count, database);
                bench.server().drop(database);
            }
        }
        bench.server().dropTemplates();
    }

    private static void time(Bench bench, String work, int count, String database) throws IOException {
        Path root = bench.declaredTables(count);
        bench.results()
                .add(
                        work,
                        count,
                        COLD,
                        Tool.APPLIED_SET,
                        SampleJvm.exploded(
                                        GenerateSample.class,
                                        root,
                                        root.toString(),
                                        bench.server().url(database))
                                .get("cold"));
    }

    /** The shares of the samples, of the time that it takes without a recorder. */
    private static void profile(Bench bench, String work, int count, String database) throws IOException {
        Path root = bench.declaredTables(count);
        ProfileSamples samples = SampleJvm.profiled(
                GenerateSample.class,
                Kind.GENERATION,
                root,
                0,
                root.toString(),
                bench.server().url(database));
        double milliseconds = bench.results()
                .spread(work, count, COLD, Tool.APPLIED_SET)
                .orElseThrow()
                .median();
        for (GeneratePart part : GeneratePart.values()) {
            bench.results()
                    .add(
                            PARTS,
                            count,
                            work + Profile.OF + part,
                            Tool.APPLIED_SET,
                            samples.in(part) * milliseconds / 100);
        }
    }
}
