package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import liquibase.exception.LiquibaseException;

/**
 * Where the time of a start goes: shares of the samples that the JVM's own recorder took each millisecond while beans of
 * applied-set were made. Once by what the thread did, once by which part of applied-set it did it for.
 */
final class Profile implements Scenario {

    static final String DOING = "Profile of a start: what the thread did";
    static final String PARTS = "Profile of a start: for which part";

    /** Between the work and what was counted. */
    static final String OF = ": ";

    private static final int COLD_STARTS = 10;
    private static final int WARM_STARTS = 200;

    @Override
    public void run(Bench bench) throws IOException, SQLException, LiquibaseException {
        for (int count : bench.mode().counts()) {
            String database = bench.recorded(Tool.APPLIED_SET, count);
            String url = bench.server().url(database);
            Path root = bench.root(Tool.APPLIED_SET, count);
            bench.start(Tool.APPLIED_SET, root, url, 0);
            ProfileSamples cold = ProfileSamples.NONE;
            for (int start = 0; start < COLD_STARTS; start++) {
                cold = cold.plus(SampleJvm.profiled(StartSample.class, root, 0, Tool.APPLIED_SET.name(), url, "0"));
            }
            add(bench, NothingToDo.EXPLODED + ", cold", count, cold);
            add(
                    bench,
                    NothingToDo.EXPLODED + ", warm",
                    count,
                    SampleJvm.profiled(StartSample.class, root, 0.5, Tool.APPLIED_SET.name(), url, warmStarts(count)));
            Path more = bench.rootWithOneMoreSince(Tool.APPLIED_SET, count, url);
            add(
                    bench,
                    OneMore.NAME + ", warm",
                    count,
                    SampleJvm.profiled(
                            StartSample.class,
                            more,
                            0.5,
                            Tool.APPLIED_SET.name(),
                            url,
                            warmStarts(count),
                            Tool.APPLIED_SET.undoLast(count + 1)));
            bench.server().drop(database);
        }
    }

    private static String warmStarts(int count) {
        return Integer.toString(count > 1_000 ? WARM_STARTS / 4 : WARM_STARTS);
    }

    private static void add(Bench bench, String work, int count, ProfileSamples samples) {
        for (Activity activity : Activity.values()) {
            bench.results().add(DOING, count, work + OF + activity, Tool.APPLIED_SET, samples.doing(activity));
        }
        for (StartPart part : StartPart.values()) {
            bench.results().add(PARTS, count, work + OF + part, Tool.APPLIED_SET, samples.in(part));
        }
    }
}
