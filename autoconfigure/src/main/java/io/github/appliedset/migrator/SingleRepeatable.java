package io.github.appliedset.migrator;

import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.MigrationReport.Repeated;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.run.RepeatableRun;
import io.github.appliedset.run.Repeatables;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.run.TrackerPreparation;
import io.github.appliedset.session.RunWatch;
import io.github.appliedset.source.FoundMigrations;
import io.github.appliedset.text.Composed;
import io.github.appliedset.text.Visible;
import java.sql.SQLException;
import java.util.stream.Collectors;

/** Runs one repeatable migration of those found, whatever is recorded. */
record SingleRepeatable(FoundMigrations found, RepeatableMigration migration) {

    static SingleRepeatable named(String name, FoundMigrations found) {
        String ofFile = Composed.of(name);
        return found.repeatables().stream()
                .filter(candidate -> candidate.name().equals(ofFile))
                .findFirst()
                .map(migration -> new SingleRepeatable(found, migration))
                .orElseThrow(() -> new TrackerException(
                        "There is no repeatable migration " + Visible.line(name) + " on disk. Nothing was run.",
                        found.repeatables().isEmpty()
                                ? "Name the file without .repeatable.sql; there is none in the migration locations."
                                : "Name one of these: "
                                        + found.repeatables().stream()
                                                .map(RepeatableMigration::label)
                                                .collect(Collectors.joining(", ")),
                        "repair-refused",
                        null));
    }

    Repeated run(RunContext run, MigrationListeners listeners) throws SQLException {
        Repeatables repeatables = new Repeatables(run.settings(), this.found.repeatables());
        CheckedScripts scripts = new CheckedScripts(this.found.repeatables());
        try (RunWatch watch = listeners.watch(run.session())) {
            return new RepeatableRun(
                            run, this.found.migrations(), repeatables, scripts, listeners.progress(), listeners)
                    .force(this.migration)
                    .run(new TrackerPreparation(
                            run.tracker(), run.settings().legacy(), this.found.migrations(), this.found.repeatables()))
                    .get(0);
        } catch (RuntimeException failure) {
            listeners.stepFailed(failure);
            throw failure;
        }
    }
}
