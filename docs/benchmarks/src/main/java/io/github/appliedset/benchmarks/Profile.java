package io.github.appliedset.benchmarks;

import io.github.appliedset.benchmarks.ProfileSamples.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;
import liquibase.exception.LiquibaseException;

/**
 * Where the time of a start goes: shares of the samples that the JVM's own recorder took each millisecond while beans of
 * applied-set were made. Once by what the thread did, once by which part of applied-set it did it for; and by part what it has
 * allocated.
 */
final class Profile implements Scenario {

    static final String DOING = "Profile of a start: what the thread did";
    static final String PARTS = "Profile of a start: for which part";
    static final String ALLOCATED = "Profile of a start: what it allocates";

    /** Between the work and what was counted. */
    static final String OF = ": ";

    private static final String COLD = ", cold";
    private static final String WARM = ", warm";
    /** For each sample of the mode. */
    private static final int COLD_STARTS = 2;

    private static final int WARM_STARTS = 40;
    private static final int WARM_STARTS_WITH_MANY = 10;
    private static final int MANY = 1_000;
    private static final int FEWEST_FROM_EMPTY = 100;
    private static final int MIGRATIONS_FROM_EMPTY = 2_000;
    private static final int ALLOCATING_STARTS = 20;
    private static final Path SAMPLE_APPLICATION =
            Path.of("../../sample-app/target/applied-set-sample-app-0.1.0-SNAPSHOT.jar");
    private static final String COMMAND = "status of the sample application, all of the process";
    private static final int SAMPLE_MIGRATIONS = 5;

    @Override
    public void run(Bench bench) throws IOException, SQLException, LiquibaseException {
        for (int count : bench.mode().counts()) {
            String database = bench.recorded(Tool.APPLIED_SET, count);
            String url = bench.server().url(database);
            nothing(bench, NothingToDo.EXPLODED, count, bench.root(Tool.APPLIED_SET, count), url);
            nothing(bench, NothingToDo.NESTED, count, bench.nestedJar(Tool.APPLIED_SET, count), url);
            nothing(bench, NothingToDo.INDEXED, count, bench.indexedJar(count), url);
            Path more = bench.rootWithOneMoreSince(Tool.APPLIED_SET, count, url);
            add(bench, OneMore.NAME + WARM, count, warm(bench, more, count, url, Tool.APPLIED_SET.undoLast(count + 1)));
            bench.server().drop(database);
            if (count >= FEWEST_FROM_EMPTY && count <= MANY) {
                fromEmpty(bench, count);
            }
        }
        try (DistanceProxy proxy = DistanceProxy.open(bench.server().port(), 1)) {
            add(
                    bench,
                    Distance.fromEmpty(1) + COLD,
                    FEWEST_FROM_EMPTY,
                    coldFromEmpty(bench, FEWEST_FROM_EMPTY, proxy.port()));
        }
        command(bench);
    }

    private static void nothing(Bench bench, String work, int count, Path what, String url) throws IOException {
        String tool = Tool.APPLIED_SET.name();
        // The first start of a build compares everything, and writes that down.
        SampleJvm.profiled(Kind.START, what, 0, tool, url, "0");
        ProfileSamples cold = ProfileSamples.NONE;
        for (int start = 0; start < COLD_STARTS * bench.mode().samples(); start++) {
            cold = cold.plus(SampleJvm.profiled(Kind.START, what, 0, tool, url, "0"));
        }
        add(bench, work + COLD, count, cold);
        add(bench, work + WARM, count, warm(bench, what, count, url));
        if (count > MANY) {
            allocated(bench, work + COLD, count, 1, SampleJvm.profiled(Kind.ALLOCATION, what, 0, tool, url, "0"));
            allocated(
                    bench,
                    work + WARM,
                    count,
                    ALLOCATING_STARTS / 2,
                    SampleJvm.profiled(Kind.ALLOCATION, what, 0.5, tool, url, Integer.toString(ALLOCATING_STARTS - 1)));
        }
    }

    private static ProfileSamples warm(Bench bench, Path what, int count, String url, String... undo)
            throws IOException {
        return SampleJvm.profiled(
                Kind.START,
                what,
                0.5,
                Stream.concat(
                                Stream.of(
                                        Tool.APPLIED_SET.name(),
                                        url,
                                        Integer.toString(bench.mode().samples()
                                                * (count > MANY ? WARM_STARTS_WITH_MANY : WARM_STARTS))),
                                Stream.of(undo))
                        .toArray(String[]::new));
    }

    private static void fromEmpty(Bench bench, int count) throws IOException, SQLException {
        add(
                bench,
                FromEmpty.NAME + COLD,
                count,
                coldFromEmpty(bench, count, bench.server().port()));
        String database = bench.server().createDatabase();
        int starts = Math.min(2 * bench.mode().samples(), 2 * MIGRATIONS_FROM_EMPTY / count);
        add(
                bench,
                FromEmpty.NAME + WARM,
                count,
                SampleJvm.profiled(
                        Kind.START,
                        bench.root(Tool.APPLIED_SET, count),
                        0.5,
                        Tool.APPLIED_SET.name(),
                        bench.server().url(database),
                        Integer.toString(starts),
                        FromEmpty.UNDO));
        bench.server().drop(database);
    }

    /** A command of the sample application, if that was built. */
    private static void command(Bench bench) throws IOException, SQLException {
        if (!Files.exists(SAMPLE_APPLICATION)) {
            System.out.println("There is no " + SAMPLE_APPLICATION);
            return;
        }
        String database = bench.server().createDatabase();
        ProfileSamples status = ProfileSamples.NONE;
        for (String command : Stream.concat(
                        Stream.of("migrate"),
                        Stream.generate(() -> "status").limit(bench.mode().samples()))
                .toList()) {
            ProfileSamples one = SampleJvm.profiled(
                    Kind.PROCESS,
                    SAMPLE_APPLICATION,
                    0,
                    "--applied-set.command=" + command,
                    "--applied-set.url=" + bench.server().url(database),
                    "--applied-set.username=postgres");
            status = command.equals("status") ? status.plus(one) : status;
        }
        for (Activity activity : Activity.values()) {
            bench.results()
                    .add(DOING, SAMPLE_MIGRATIONS, COMMAND + OF + activity, Tool.APPLIED_SET, status.doing(activity));
        }
        bench.server().drop(database);
    }

    private static ProfileSamples coldFromEmpty(Bench bench, int count, int port) throws IOException, SQLException {
        ProfileSamples cold = ProfileSamples.NONE;
        int starts = Math.min(bench.mode().samples(), Math.max(2, MIGRATIONS_FROM_EMPTY / count));
        for (int start = 0; start < starts; start++) {
            String database = bench.server().createDatabase();
            cold = cold.plus(SampleJvm.profiled(
                    Kind.START,
                    bench.root(Tool.APPLIED_SET, count),
                    0,
                    Tool.APPLIED_SET.name(),
                    Server.url(port, database),
                    "0"));
            bench.server().drop(database);
        }
        return cold;
    }

    private static void add(Bench bench, String work, int count, ProfileSamples samples) {
        for (Activity activity : Activity.values()) {
            bench.results().add(DOING, count, work + OF + activity, Tool.APPLIED_SET, samples.doing(activity));
        }
        for (StartPart part : StartPart.values()) {
            bench.results().add(PARTS, count, work + OF + part, Tool.APPLIED_SET, samples.in(part));
        }
    }

    private static void allocated(Bench bench, String work, int count, int starts, ProfileSamples samples) {
        for (StartPart part : StartPart.values()) {
            bench.results().add(ALLOCATED, count, work + OF + part, Tool.APPLIED_SET, samples.megabytes(part, starts));
        }
    }
}
