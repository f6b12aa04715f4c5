package io.github.appliedset.execution;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.Step;
import io.github.appliedset.script.ScriptText;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.KeptRollback;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** Reads the part of a migration that a development database keeps: the text of its down file. */
public final class DownText {

    private static final Log log = Log.of(DownText.class);

    private DownText() {}

    /** What to keep with the row of a step; null for a rollback, and for a migration in Java. */
    static @Nullable KeptRollback of(Step step, CheckedScript script) {
        Checksum checksum = script.checksum();
        return step.direction() == Direction.DOWN || checksum == null ? null : of(step.migration(), checksum);
    }

    /**
     * What to keep of a migration.
     *
     * @param checksum the checksum of its up file
     */
    public static KeptRollback of(Migration migration, Checksum checksum) {
        MigrationFile down = migration.down();
        String origin = Checkout.current().map(Checkout::toString).orElse(null);
        if (down == null || down.isCode()) {
            return new KeptRollback(migration.version(), migration.name(), checksum, null, false, origin);
        }
        try (Reader reader = ScriptText.reader(down.content().open())) {
            StringWriter text = new StringWriter();
            reader.transferTo(text);
            boolean alone = CheckedScript.read(down).outline().directives().noTransaction();
            return new KeptRollback(
                    migration.version(),
                    migration.name(),
                    checksum,
                    text.toString().replace("\uFEFF", "").replace("\u0000", ""),
                    alone,
                    origin);
        } catch (IOException | InvalidMigrationException unreadable) {
            log.warn("The down file of {} cannot be read, so it is not kept: {}", migration, down);
            return new KeptRollback(migration.version(), migration.name(), checksum, null, false, origin);
        }
    }
}
