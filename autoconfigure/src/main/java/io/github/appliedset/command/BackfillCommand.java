package io.github.appliedset.command;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migrator.Migrator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Holds a migration that runs in batches, or has it go on. */
final class BackfillCommand implements Command {

    /** The change to the version. */
    interface Change {

        void of(Migrator migrator, long version);
    }

    private final Manual manual;
    private final Change change;
    private final String done;

    private BackfillCommand(Manual manual, Change change, String done) {
        this.manual = manual.with(CommandOption.version("version", "the migration that runs in batches"))
                .exits(CommandResult.FAILED, "there is no such migration pending")
                .example("version=205");
        this.change = change;
        this.done = done;
    }

    static BackfillCommand pause() {
        return new BackfillCommand(
                Manual.of("pauses a migration that runs in batches", """
                                Nobody begins another batch of it until it is resumed; the batch that is running ends. Starts go on
                                without it if it runs in the background. One that has not begun does not begin.""").calledElsewhere("hold", "stop", "suspend"),
                Migrator::pauseBackfill,
                " is paused.");
    }

    static BackfillCommand resume() {
        return new BackfillCommand(
                Manual.of("has a paused or failed migration in batches go on", """
                                It goes on behind its last batch, with its file as it is now, as soon as an instance of the
                                application looks after it or the command migrate runs. Does no batch itself.""")
                        .calledElsewhere("continue", "unpause"),
                Migrator::resumeBackfill,
                " goes on.");
    }

    @Override
    public Manual manual() {
        return this.manual;
    }

    @Override
    public CommandResult run(CommandInput input) {
        long version = input.options().version();
        Migrator migrator = input.migrator();
        String heading = EachMigrator.heading(input, input.migratorName(), migrator);
        this.change.of(migrator, version);
        Migration migration =
                migrator.onDisk().find(MigrationVersion.of(version)).orElseThrow();
        Map<String, Object> json = new LinkedHashMap<>(Json.of(migration));
        json.put("paused", this.done.contains("paused"));
        return new CommandResult(
                CommandResult.DONE, heading + "Migration " + migration.label() + this.done + "\n", json);
    }
}
