package io.github.appliedset.execution;

import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.session.Session;
import io.github.appliedset.tracker.RepeatableTable;
import io.github.appliedset.tracker.RepeatableTable.Within;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A repeatable migration that runs.
 *
 * @param migration which one
 * @param script its file, checked
 * @param table where it is recorded
 * @param release the stamp of this release; null if it has none
 */
public record Repetition(
        RepeatableMigration migration,
        CheckedScript script,
        RepeatableTable table,
        @Nullable Instant release) {

    /** Name for messages, at the start of a sentence. */
    public String subject() {
        return "Repeatable migration " + this.migration.label();
    }

    RowChange row(Session session, Within within) {
        return new RowChange(
                this.table.change(
                        this.migration.name(),
                        this.script.checksum(),
                        this.release,
                        within,
                        session.facts().role()),
                false);
    }
}
