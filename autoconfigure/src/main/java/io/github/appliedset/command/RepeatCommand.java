package io.github.appliedset.command;

import io.github.appliedset.migration.MigrationReport.Repeated;
import io.github.appliedset.migrator.Migrator;
import java.util.Map;

/** Runs one repeatable migration once more. */
final class RepeatCommand implements Command {

    @Override
    public Manual manual() {
        return Manual.of("runs a repeatable migration once more", """
                        Runs the file, whatever is recorded about it, and records that it ran: it is current from then on. For one
                        that was not run because the database has newer content, or content of an unknown release.""")
                .with(RepeatableName.OPTION)
                .exits(CommandResult.FAILED, "it failed, or there is no such file")
                .example("name=active_users")
                .calledElsewhere("force", "redo", "rerun");
    }

    @Override
    public CommandResult run(CommandInput input) {
        String name = RepeatableName.of(input);
        Migrator migrator = input.migrator();
        Repeated repeated = migrator.repeat(name);
        return new CommandResult(
                CommandResult.DONE,
                EachMigrator.heading(input, input.migratorName(), migrator)
                        + repeated.migration().label() + " ran in "
                        + repeated.duration().toMillis() + " ms\n",
                Map.of("repeated", Json.of(repeated)));
    }
}
