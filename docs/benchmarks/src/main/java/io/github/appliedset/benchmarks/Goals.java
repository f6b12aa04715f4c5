package io.github.appliedset.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The goals, and how what was measured compares with them. A goal whose numbers are missing says so. */
final class Goals {

    private static final String COLD = "cold, ms";
    private static final String WARM = "warm, ms";
    private static final String MILLISECONDS = "ms";

    private final Results results;
    private final List<String> lines = new ArrayList<>();

    private Goals(Results results) {
        this.results = results;
    }

    /** A table of all goals. */
    static String table(Results results) {
        return new Goals(results).lines();
    }

    private String lines() {
        this.lines.add("### Goals\n\n| goal | measured | |\n|---|---|---|");
        for (String kind : List.of(NothingToDo.EXPLODED, NothingToDo.NESTED)) {
            ratio(
                    kind + ", 1,000, warm: 1/20 of Flyway's time",
                    ours(kind, 1_000, WARM),
                    flyway(kind, 1_000, WARM),
                    20);
            ratio(kind + ", 1,000, cold: 1/8", ours(kind, 1_000, COLD), flyway(kind, 1_000, COLD), 8);
            ratio(kind + ", 10,000, warm: 1/40", ours(kind, 10_000, WARM), flyway(kind, 10_000, WARM), 40);
            ratio(kind + ", 10,000, cold: 1/20", ours(kind, 10_000, COLD), flyway(kind, 10_000, COLD), 20);
        }
        most(
                "nothing to do, 10,000, warm, less the time for one: 2 microseconds a file",
                minus(ours(NothingToDo.EXPLODED, 10_000, WARM), ours(NothingToDo.EXPLODED, 1, WARM))
                        .map(it -> it / 10),
                2,
                "microseconds");
        most(
                "nothing to do, 10,000, cold: under 15 MB allocated",
                ours(NothingToDo.EXPLODED, 10_000, "cold, MB allocated"),
                15,
                "MB");
        times("1,000 from empty, cold: 1.15 times psql's time", ours(FromEmpty.NAME, 1_000, COLD), psql(1_000), 1.15);
        times("1,000 from empty, warm: 1.0 times", ours(FromEmpty.NAME, 1_000, WARM), psql(1_000), 1);
        ratio(
                "100 from empty, 1 ms away: 1/12 of Flyway's time",
                ours(Distance.fromEmpty(1), 100, COLD),
                flyway(Distance.fromEmpty(1), 100, COLD),
                12);
        most("100 from empty: 25 round trips", ours(FromEmpty.NAME, 100, "round trips"), 25, "round trips");
        most(
                "one new on top of 10,000, warm: 10 ms more than on top of 1",
                minus(ours(OneMore.NAME, 10_000, WARM), ours(OneMore.NAME, 1, WARM)),
                10,
                "ms more");
        times(
                "50 instances, nothing to do: 1.3 times bare connections",
                ours(InstancesAtOnce.NOTHING, 50, MILLISECONDS),
                median(InstancesAtOnce.NOTHING, 50, MILLISECONDS, Tool.BARE),
                1.3);
        times(
                "50 instances, 100 pending: 1.2 times one instance",
                ours(InstancesAtOnce.PENDING, 50, MILLISECONDS),
                ours(InstancesAtOnce.PENDING, 1, MILLISECONDS),
                1.2);
        most(
                "1,000 tenants, nothing to do: under 2 s",
                ours(ManyTenants.NOTHING, 1_000, MILLISECONDS).map(it -> it / 1_000),
                2,
                "s");
        most(
                "10,000 tenants, nothing to do: under 20 s",
                ours(ManyTenants.NOTHING, 10_000, MILLISECONDS).map(it -> it / 1_000),
                20,
                "s");
        times(
                "1,000 tenants, one new for each: 1.3 times a bare loop",
                ours(ManyTenants.ONE_NEW, 1_000, MILLISECONDS),
                median(ManyTenants.ONE_NEW, 1_000, MILLISECONDS, Tool.BARE),
                1.3);
        times(
                "1,000 tenants, four processes: half the time of one",
                ours(ManyTenants.FOUR, 1_000, MILLISECONDS),
                ours(ManyTenants.ALONE, 1_000, MILLISECONDS),
                0.5);
        generate("generate, 100 tables, with the template: under 3 s", Generate.AGAIN, 100, 3);
        generate("generate, 1,000 tables, the first time: under 45 s", Generate.FIRST, 1_000, 45);
        generate("generate, 1,000 tables, with the template: under 20 s", Generate.AGAIN, 1_000, 20);
        return String.join("\n", this.lines) + "\n";
    }

    private void generate(String goal, String scenario, int tables, double seconds) {
        most(goal, ours(scenario, tables, Generate.COLD).map(it -> it / 1_000), seconds, "s");
    }

    private Optional<Double> median(String scenario, int count, String metric, Tool tool) {
        return this.results.spread(scenario, count, metric, tool).map(Spread::median);
    }

    private Optional<Double> ours(String scenario, int count, String metric) {
        return median(scenario, count, metric, Tool.APPLIED_SET);
    }

    private Optional<Double> flyway(String scenario, int count, String metric) {
        return median(scenario, count, metric, Tool.FLYWAY);
    }

    private Optional<Double> psql(int count) {
        return median(FromEmpty.NAME, count, COLD, Tool.NONE);
    }

    private static Optional<Double> minus(Optional<Double> more, Optional<Double> less) {
        return more.flatMap(one -> less.map(other -> one - other));
    }

    /** At least so many times faster. */
    private void ratio(String goal, Optional<Double> ours, Optional<Double> theirs, double atLeast) {
        Optional<Double> factor = ours.flatMap(it -> theirs.map(other -> other / it));
        line(goal, factor.map(it -> String.format(Locale.ROOT, "1/%.1f", it)), factor.map(it -> it >= atLeast));
    }

    /** At most so many times as long. */
    private void times(String goal, Optional<Double> ours, Optional<Double> theirs, double atMost) {
        Optional<Double> factor = ours.flatMap(it -> theirs.map(other -> it / other));
        line(goal, factor.map(it -> String.format(Locale.ROOT, "%.2f times", it)), factor.map(it -> it <= atMost));
    }

    private void most(String goal, Optional<Double> measured, double atMost, String unit) {
        line(goal, measured.map(it -> Spread.number(it) + " " + unit), measured.map(it -> it <= atMost));
    }

    private void line(String goal, Optional<String> measured, Optional<Boolean> isMet) {
        this.lines.add("| " + goal + " | " + measured.orElse("-") + " | "
                + isMet.map(met -> met ? "met" : "missed").orElse("not measured") + " |");
    }
}
