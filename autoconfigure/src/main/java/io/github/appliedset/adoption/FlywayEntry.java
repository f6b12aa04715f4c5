package io.github.appliedset.adoption;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of Flyway's history.
 *
 * @param version null for a repeatable migration, and for the creation of a schema
 * @param type {@code SQL}, {@code JDBC}, {@code BASELINE}, {@code DELETE}, {@code UNDO_SQL} and so on
 * @param script the path of the file below its location, or the class
 * @param checksum of the file; null if there is none, as for most classes
 * @param rank its place in the order in which Flyway did things
 * @param at when it was executed; null if unknown
 */
record FlywayEntry(
        @Nullable String version,
        String description,
        String type,
        String script,
        @Nullable Integer checksum,
        long rank,
        @Nullable Instant at,
        boolean success) {

    /** Null if there is no version, or it cannot be parsed. */
    @Nullable
    FlywayVersion parsedVersion() {
        return this.version == null ? null : FlywayVersion.parse(this.version).orElse(null);
    }

    boolean isBaseline() {
        return this.type.contains("BASELINE");
    }

    boolean isDeleted() {
        return this.type.equals("DELETE");
    }

    boolean isUndone() {
        return this.type.startsWith("UNDO");
    }

    boolean isSchema() {
        return this.type.equals("SCHEMA");
    }

    boolean isSql() {
        return this.type.equals("SQL");
    }

    /** The name of the script, without folders. */
    String fileName() {
        return this.script.substring(this.script.lastIndexOf('/') + 1);
    }

    String label() {
        return (this.version == null ? "" : "Version " + this.version + ", ") + this.script;
    }
}
