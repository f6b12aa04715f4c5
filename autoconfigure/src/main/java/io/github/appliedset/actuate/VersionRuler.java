package io.github.appliedset.actuate;

import java.util.ArrayList;
import java.util.List;

/** Versions in order, with the gaps between counters. A run of applied versions is one mark, and so is a long run of others. */
final class VersionRuler {

    private static final String ORDINARY = "applied";
    private static final int SHORTEST_RUN = 3;
    private static final int SHORTEST_RUN_OF_OTHERS = 13;

    /** A version with at least this many digits is a date, and dates have no gaps. */
    private static final long FIRST_DATE = 10_000_000;

    /**
     * A stretch of the ruler.
     *
     * @param count number of its versions; 0 for a gap
     * @param state their state in words; empty for a gap
     */
    record Stretch(long from, long to, int count, String state) {

        static Stretch of(List<Long> versions, String state) {
            return new Stretch(versions.get(0), versions.get(versions.size() - 1), versions.size(), state);
        }

        boolean isGap() {
            return this.count == 0;
        }

        boolean isRun() {
            return this.count > 1;
        }
    }

    private VersionRuler() {}

    static List<Stretch> of(List<ShownMigration> ascending) {
        List<Stretch> stretches = new ArrayList<>();
        List<Long> run = new ArrayList<>();
        String state = "";
        for (ShownMigration migration : ascending) {
            long version = migration.version().value();
            boolean gap = !run.isEmpty() && isGap(run.get(run.size() - 1), version);
            boolean ends = gap || !migration.state().equals(state) || isFirstDate(run, version);
            if (ends) {
                add(run, state, stretches);
            }
            if (gap) {
                stretches.add(new Stretch(run.get(run.size() - 1) + 1, version - 1, 0, ""));
            }
            if (ends) {
                run.clear();
                state = migration.state();
            }
            run.add(version);
        }
        add(run, state, stretches);
        return stretches;
    }

    private static void add(List<Long> run, String state, List<Stretch> stretches) {
        if (run.size() >= (state.equals(ORDINARY) ? SHORTEST_RUN : SHORTEST_RUN_OF_OTHERS)) {
            stretches.add(Stretch.of(run, state));
        } else {
            run.forEach(version -> stretches.add(Stretch.of(List.of(version), state)));
        }
    }

    private static boolean isFirstDate(List<Long> run, long version) {
        return version >= FIRST_DATE && !run.isEmpty() && run.get(0) < FIRST_DATE;
    }

    private static boolean isGap(long before, long version) {
        return version - before > 1 && version < FIRST_DATE;
    }
}
