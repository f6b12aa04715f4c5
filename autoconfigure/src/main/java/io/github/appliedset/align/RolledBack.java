package io.github.appliedset.align;

import io.github.appliedset.migration.AppliedMigration;

/**
 * An applied migration that is rolled back.
 *
 * @param row what was applied
 * @param reason why
 */
public record RolledBack(AppliedMigration row, Reason reason) {

    /** Why an applied migration is rolled back. */
    public enum Reason {
        FILE_GONE("its file is gone"),
        EDITED("its file was edited"),
        REPLACED("a different migration has its version"),
        RENUMBERED("its file has a different number"),
        IN_THE_WAY("it was applied after one that is rolled back, and is applied again");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return this.words;
        }
    }
}
