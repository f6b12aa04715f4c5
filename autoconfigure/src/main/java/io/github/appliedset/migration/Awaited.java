package io.github.appliedset.migration;

import java.util.Optional;

/**
 * A migration that another migration waits for, as named in the file of the latter.
 *
 * @param version its version
 * @param name its name
 */
public record Awaited(MigrationVersion version, String name) {

    /** From a label such as {@code 205_backfill_email}; empty if it is none. */
    public static Optional<Awaited> parse(String label) {
        int underscore = label.indexOf('_');
        if (underscore < 1 || underscore == label.length() - 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Awaited(
                    MigrationVersion.parse(label.substring(0, underscore)), label.substring(underscore + 1)));
        } catch (IllegalArgumentException noVersion) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return this.version + "_" + this.name;
    }
}
