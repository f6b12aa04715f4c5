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
                                No process begins another batch of it until it is resumed; a running batch finishes. Starts continue
                                without it if it runs in the background. If it has not begun, it does not begin.""").calledElsewhere("hold", "stop", "suspend"),
                Migrator::pauseBackfill,
                " is paused.");
    }

    static BackfillCommand resume() {
        return new BackfillCommand(
                Manual.of("continues a paused or failed migration in batches", """
                                It continues after its last batch, with its file as it is now, as soon as an instance of the
                                application notices or the command migrate runs. The command itself runs no batch.""")
                        .calledElsewhere("continue", "unpause"),
                Migrator::resumeBackfill,
                " continues.");
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
