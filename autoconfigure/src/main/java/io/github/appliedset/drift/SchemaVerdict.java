package io.github.appliedset.drift;

import io.github.appliedset.Internal;
import io.github.appliedset.schema.drift.SchemaDrift;
import java.util.List;

/** Result of comparing a database with the snapshot of its application. */
@Internal
public sealed interface SchemaVerdict {

    /** For programs: {@code same}, {@code drift}, {@code not-comparable} or {@code no-snapshot}. */
    String word();

    /** The application was built without a snapshot. */
    record NoSnapshot() implements SchemaVerdict {

        @Override
        public String word() {
            return "no-snapshot";
        }
    }

    /**
     * A comparison would be unfair: the applied migrations are not those that the application was built with.
     *
     * @param reason why, in words
     */
    record NotComparable(String reason) implements SchemaVerdict {

        @Override
        public String word() {
            return "not-comparable";
        }
    }

    /**
     * They were compared.
     *
     * @param drift how they differ
     * @param objects how many objects the snapshot has
     * @param expectedMajor version of PostgreSQL that the snapshot was taken from
     * @param foundMajor version of the server
     * @param edited if there is drift: labels of the files that were edited since they were applied, and let through
     */
    record Compared(SchemaDrift drift, int objects, int expectedMajor, int foundMajor, List<String> edited)
            implements SchemaVerdict {

        @Override
        public String word() {
            return this.drift.isEmpty() ? "same" : "drift";
        }
    }
}
