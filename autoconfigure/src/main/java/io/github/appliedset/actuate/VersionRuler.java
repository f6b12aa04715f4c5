package io.github.appliedset.actuate;

import java.util.ArrayList;
import java.util.List;

/** Versions in order, with the gaps between counters. If there are many, neighbours in the same state share one mark. */
final class VersionRuler {

    private static final int MOST_MARKS = 150;

    /** A version with at least this many digits is a date, and dates have no gaps. */
    private static final long FIRST_DATE = 10_000_000;

    /**
     * A stretch of the ruler.
     *
     * @param count number of its versions; 0 for a gap
     * @param state their state in words; empty for a gap
     */
    record Stretch(long from, long to, int count, String state) {

        boolean isGap() {
            return this.count == 0;
        }

        String label() {
            return this.from == this.to ? Long.toString(this.from) : this.from + "–" + this.to;
        }
    }

    private VersionRuler() {}

    static List<Stretch> of(List<ShownMigration> ascending) {
        boolean each = ascending.size() <= MOST_MARKS;
        List<Stretch> stretches = new ArrayList<>();
        for (ShownMigration migration : ascending) {
            long version = migration.version().value();
            Stretch last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
            if (last != null && isGap(last.to(), version)) {
                stretches.add(new Stretch(last.to() + 1, version - 1, 0, ""));
            } else if (!each && last != null && last.state().equals(migration.state())) {
                stretches.set(stretches.size() - 1, new Stretch(last.from(), version, last.count() + 1, last.state()));
                continue;
            }
            stretches.add(new Stretch(version, version, 1, migration.state()));
        }
        return stretches;
    }

    private static boolean isGap(long before, long version) {
        return version - before > 1 && version < FIRST_DATE;
    }
}
