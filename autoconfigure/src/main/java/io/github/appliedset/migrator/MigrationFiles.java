package io.github.appliedset.migrator;

import io.github.appliedset.execution.CheckedScript;
import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.source.FoundMigrations;
import io.github.appliedset.source.MigrationSource;
import io.github.appliedset.text.Log;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What a migrator finds on disk.
 *
 * @param versionsAlone whether repeatable migrations are left out
 * @param read what other runs have read of the same files; null if there are none
 */
record MigrationFiles(
        MigrationSource source,
        boolean versionsAlone,
        @Nullable ConcurrentMap<Step, CheckedScript> read) {

    private static final Log log = Log.of(MigrationFiles.class);

    VersionSet<Migration> versions() {
        return this.source.load();
    }

    FoundMigrations search() {
        FoundMigrations found = this.source.search();
        return this.versionsAlone ? new FoundMigrations(found.migrations(), List.of(), found.warnings()) : found;
    }

    /** The same, and logs what does not stop a run. */
    FoundMigrations searchForRun() {
        FoundMigrations found = search();
        for (FileProblem warning : found.warnings()) {
            log.warn(
                    "{}\nSee {}",
                    warning.description().replace("\n    ", " "),
                    new ErrorReference(warning.anchor()).page());
        }
        return found;
    }

    /** Those of a run. */
    CheckedScripts scripts(FoundMigrations found) {
        CheckedScripts scripts = this.versionsAlone ? new CheckedScripts() : new CheckedScripts(found.repeatables());
        return this.read == null ? scripts : scripts.sharing(this.read);
    }
}
