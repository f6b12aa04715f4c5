package io.github.appliedset.migration;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random histories of what teams do to their migrations. */
final class MigrationHistory {

    private MigrationHistory() {}

    enum Kind {
        /** A branch with a new file is merged; its number may be below those merged before. */
        MERGE,
        /** The application starts with the files of today. */
        DEPLOY,
        /** An older release, which lacks the files above a number, is started. */
        ROLL_BACK_APPLICATION,
        /** A file is given another name, its version stays. */
        RENAME,
        /** A file's content is changed. */
        EDIT
    }

    /**
     * One event.
     *
     * @param version which version it is about
     * @param salt makes names and contents differ
     */
    record Event(Kind kind, int version, int salt) {}

    static Arbitrary<List<Event>> histories(int longest) {
        Arbitrary<Event> event = Combinators.combine(
                        Arbitraries.frequency(
                                net.jqwik.api.Tuple.of(6, Kind.MERGE),
                                net.jqwik.api.Tuple.of(4, Kind.DEPLOY),
                                net.jqwik.api.Tuple.of(1, Kind.ROLL_BACK_APPLICATION),
                                net.jqwik.api.Tuple.of(1, Kind.RENAME),
                                net.jqwik.api.Tuple.of(1, Kind.EDIT)),
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.integers().between(1, 3))
                .as(Event::new);
        return event.list().ofMaxSize(longest);
    }
}
