package io.github.appliedset.command;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Visible;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Does the same with each migrator, one after the other, and combines the results. */
final class EachMigrator {

    /** Up to where commands that apply migrations go. */
    static final CommandOption TO = CommandOption.version(
            "to",
            "the last version: it and everything pending below it, however late; versions applied above it do not matter");

    private EachMigrator() {}

    /**
     * The last version, if one is given. A version belongs to one migrator.
     *
     * @throws WrongUsageException if one is given and there are several migrators
     */
    static Optional<Long> to(CommandInput input) {
        Optional<Long> to = input.options().version(TO.name());
        if (to.isPresent()) {
            input.migratorName();
        }
        return to;
    }

    interface Part {

        CommandResult of(Migrator migrator);
    }

    /** The highest exit code wins. A failure stops the loop; earlier results are still reported. */
    static CommandResult run(CommandInput input, Part part) {
        StringBuilder text = new StringBuilder();
        Map<String, Object> migrators = new LinkedHashMap<>();
        int exitCode = CommandResult.DONE;
        for (Map.Entry<String, Migrator> named : input.migrators().entrySet()) {
            CommandResult result;
            try {
                result = part.of(named.getValue());
            } catch (MigrationException failure) {
                if (!text.isEmpty()) {
                    input.say().accept(text.toString());
                }
                throw failure;
            }
            if (!text.isEmpty()) {
                text.append('\n');
            }
            text.append(heading(input, named.getKey(), named.getValue())).append(result.text());
            migrators.put(named.getKey(), result.json());
            exitCode = Math.max(exitCode, result.exitCode());
        }
        return new CommandResult(exitCode, text.toString(), Map.of("migrators", migrators));
    }

    /** Names the migrator's database, so that a command against the wrong one is noticed. */
    static String heading(CommandInput input, String name, Migrator migrator) {
        return Visible.line((input.migrators().size() == 1 ? "" : name + ": ") + migrator.schema() + "."
                        + migrator.table() + " in " + migrator.database())
                + "\n\n";
    }
}
