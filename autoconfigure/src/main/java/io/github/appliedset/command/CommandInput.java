package io.github.appliedset.command;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.verify.SchemaChecks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What a command works with.
 *
 * @param options of the command line
 * @param migrators by the names that operators see
 * @param folders where the sources of each migrator's files are expected, by the same names
 * @param checks compare databases with snapshots
 * @param say tells people something before the command has ended
 */
public record CommandInput(
        CommandOptions options,
        Map<String, Migrator> migrators,
        Map<String, List<Path>> folders,
        SchemaChecks checks,
        Consumer<String> say) {

    /** The only migrator, or the one that the command line names. */
    Migrator migrator() {
        return Objects.requireNonNull(this.migrators.get(migratorName()));
    }

    /** Its name. */
    String migratorName() {
        if (this.migrators.size() == 1) {
            return this.migrators.keySet().iterator().next();
        }
        throw new WrongUsageException("There are several migrators: " + String.join(", ", this.migrators.keySet())
                + ". Say which: --applied-set.migrator=NAME");
    }
}
