package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import liquibase.exception.LiquibaseException;
import org.jspecify.annotations.Nullable;

/**
 * This version against that of another commit: the samples of the two take turns, so that whatever else the machine does
 * hits both. Where files are run, psql takes its turn, too.
 */
final class Comparison {

    private static final int AT_A_DISTANCE = 100;
    private static final int INSTANCES_FIND = 100;
    private static final int DATABASES_TO_WARM_UP_WITH = 5;

    private enum Runner {
        THIS,
        OTHER,
        PSQL
    }

    private record Line(String scenario, int count, String metric) {}

    private final Bench bench;
    private final Path other;
    private final Map<Line, Map<Runner, List<Double>>> measured = new LinkedHashMap<>();

    /** Compares with the version in the jar. */
    Comparison(Bench bench, Path other) {
        this.bench = bench;
        this.other = other;
    }

    /**
     * Runs the scenarios and prints a table.
     *
     * @param chosen names of the classes of scenarios, separated by commas; empty for all
     */
    void run(String chosen) throws IOException, SQLException, LiquibaseException {
        for (int sample = 0; sample < this.bench.mode().samples(); sample++) {
            // Whoever is second finds warm caches.
            List<Runner> turns =
                    sample % 2 == 0 ? List.of(Runner.THIS, Runner.OTHER) : List.of(Runner.OTHER, Runner.THIS);
            if (isChosen(chosen, NothingToDo.class)) {
                nothing(turns, sample);
            }
            if (isChosen(chosen, FromEmpty.class)) {
                fromEmpty(turns, sample);
            }
            if (isChosen(chosen, OneMore.class)) {
                oneMore(turns, sample);
            }
            if (isChosen(chosen, Distance.class)) {
                distance(turns);
            }
            if (isChosen(chosen, InstancesAtOnce.class)) {
                instances(turns);
            }
        }
        System.out.println(table());
    }

    private static boolean isChosen(String chosen, Class<?> scenario) {
        return chosen.isEmpty() || List.of(chosen.split(",")).contains(scenario.getSimpleName());
    }

    private @Nullable Path jar(Runner runner) {
        return runner == Runner.OTHER ? this.other : null;
    }

    private Map<String, List<Double>> start(Runner runner, Path root, String url, int warm, String... undo)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(Tool.APPLIED_SET.name(), url, Integer.toString(warm)));
        arguments.addAll(List.of(undo));
        return SampleJvm.exploded(StartSample.class, root, jar(runner), arguments.toArray(String[]::new));
    }

    private void nothing(List<Runner> turns, int sample) throws IOException, SQLException, LiquibaseException {
        for (int count : this.bench.mode().counts()) {
            // A database for each: what the one remembers of the files, the other must not find.
            for (Runner runner : turns) {
                String database = this.bench.recorded(Tool.APPLIED_SET, count);
                Path root = this.bench.root(Tool.APPLIED_SET, count);
                String url = this.bench.server().url(database);
                // What is remembered at the first start counts from the second on.
                start(runner, root, url, 0);
                addStarts("nothing to do", count, runner, start(runner, root, url, warm(count, sample)));
                this.bench.server().drop(database);
            }
        }
    }

    private int warm(int count, int sample) {
        return this.bench.mode().warm(count, sample);
    }

    private void fromEmpty(List<Runner> turns, int sample) throws IOException, SQLException {
        for (int count : this.bench.mode().counts()) {
            Path root = this.bench.root(Tool.APPLIED_SET, count);
            for (Runner runner : turns) {
                String database = this.bench.server().createDatabase();
                Map<String, List<Double>> start =
                        start(runner, root, this.bench.server().url(database), 0);
                add("from an empty database", count, "cold, ms", runner, start.get("cold"));
                this.bench.server().drop(database);
                warmFromEmpty(runner, root, count);
            }
            String database = this.bench.server().createDatabase();
            double psql = Psql.run(this.bench.server(), database, this.bench.root(Tool.BARE, count), count);
            add("from an empty database", count, "cold, ms", Runner.PSQL, List.of(psql));
            add("from an empty database", count, "warm, ms", Runner.PSQL, List.of(psql));
            this.bench.server().drop(database);
        }
    }

    /** One instance in a JVM that has done it before. */
    private void warmFromEmpty(Runner runner, Path root, int count) throws IOException, SQLException {
        add("from an empty database", count, "warm, ms", runner, pending(runner, root, 1));
    }

    private void oneMore(List<Runner> turns, int sample) throws IOException, SQLException, LiquibaseException {
        for (int count : this.bench.mode().counts()) {
            Path root = this.bench.rootWithOneMore(Tool.APPLIED_SET, count);
            for (Runner runner : turns) {
                String database = this.bench.recorded(Tool.APPLIED_SET, count);
                String undo = Tool.APPLIED_SET.undoLast(count + 1);
                Map<String, List<Double>> start =
                        start(runner, root, this.bench.server().url(database), warm(count, sample), undo);
                addStarts("one new", count, runner, start);
                this.bench.server().drop(database);
            }
        }
    }

    private void distance(List<Runner> turns) throws IOException, SQLException {
        Path root = this.bench.root(Tool.APPLIED_SET, AT_A_DISTANCE);
        for (int delay : this.bench.mode().delays()) {
            for (Runner runner : turns) {
                String database = this.bench.server().createDatabase();
                try (DistanceProxy proxy =
                        DistanceProxy.open(this.bench.server().port(), delay)) {
                    Map<String, List<Double>> start = start(runner, root, Server.url(proxy.port(), database), 0);
                    add(Distance.fromEmpty(delay), AT_A_DISTANCE, "cold, ms", runner, start.get("cold"));
                    double trips = proxy.roundTrips();
                    add(Distance.fromEmpty(delay), AT_A_DISTANCE, "turns of the stream", runner, List.of(trips));
                }
                this.bench.server().drop(database);
            }
        }
    }

    private void instances(List<Runner> turns) throws IOException, SQLException, LiquibaseException {
        Path root = this.bench.root(Tool.APPLIED_SET, INSTANCES_FIND);
        List<Integer> numbers = new ArrayList<>(List.of(1));
        numbers.addAll(this.bench.mode().instances());
        for (int instances : numbers) {
            for (Runner runner : turns) {
                String recorded = this.bench.recorded(Tool.APPLIED_SET, INSTANCES_FIND);
                List<Double> together = together(runner, root, instances, recorded, List.of(recorded));
                add(InstancesAtOnce.NOTHING, instances, "ms", runner, together);
                this.bench.server().drop(recorded);
                add(InstancesAtOnce.PENDING, instances, "ms", runner, pending(runner, root, instances));
            }
        }
    }

    private List<Double> pending(Runner runner, Path root, int instances) throws IOException, SQLException {
        List<String> databases = new ArrayList<>();
        for (int i = 0; i <= DATABASES_TO_WARM_UP_WITH; i++) {
            databases.add(this.bench.server().createDatabase());
        }
        List<Double> together =
                together(runner, root, instances, databases.get(0), databases.subList(1, databases.size()));
        for (String database : databases) {
            this.bench.server().drop(database);
        }
        return together;
    }

    private List<Double> together(Runner runner, Path root, int instances, String database, List<String> warmUp)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                Tool.APPLIED_SET.name(),
                Integer.toString(instances),
                this.bench.server().url(database)));
        warmUp.forEach(other -> arguments.add(this.bench.server().url(other)));
        return SampleJvm.exploded(InstancesSample.class, root, jar(runner), arguments.toArray(String[]::new))
                .getOrDefault(ServerWork.ELAPSED, List.of());
    }

    private void addStarts(String scenario, int count, Runner runner, Map<String, List<Double>> numbers) {
        add(scenario, count, "cold, ms", runner, numbers.get("cold"));
        add(scenario, count, "cold, MB allocated", runner, numbers.get("cold-megabytes"));
        List<Double> warm = numbers.getOrDefault("warm", List.of());
        add(scenario, count, "warm, ms", runner, warm.subList(warm.size() / 2, warm.size()));
    }

    private void add(String scenario, int count, String metric, Runner runner, List<Double> values) {
        if (!values.isEmpty()) {
            this.measured
                    .computeIfAbsent(new Line(scenario, count, metric), line -> new LinkedHashMap<>())
                    .computeIfAbsent(runner, first -> new ArrayList<>())
                    .addAll(values);
            System.out.println(scenario + " " + count + " " + metric + " " + runner + ": " + values);
        }
    }

    private String table() {
        StringBuilder table = new StringBuilder("\n| | N | | this | other | psql | this / other | this / psql |\n"
                + "|---|---|---|---|---|---|---|---|\n");
        this.measured.forEach((line, values) -> table.append("| %s | %,d | %s | %s | %s | %s | %s | %s |%n"
                .formatted(
                        line.scenario(),
                        line.count(),
                        line.metric(),
                        spread(values, Runner.THIS),
                        spread(values, Runner.OTHER),
                        spread(values, Runner.PSQL),
                        ratio(values, Runner.OTHER),
                        ratio(values, Runner.PSQL))));
        return table.toString();
    }

    private static String spread(Map<Runner, List<Double>> values, Runner runner) {
        return values.containsKey(runner) ? Spread.of(values.get(runner)).toString() : "";
    }

    private static String ratio(Map<Runner, List<Double>> values, Runner to) {
        if (!values.containsKey(to) || !values.containsKey(Runner.THIS)) {
            return "";
        }
        double ours = Spread.of(values.get(Runner.THIS)).median();
        return String.format(
                Locale.ROOT, "%.2f", ours / Spread.of(values.get(to)).median());
    }
}
