package io.github.appliedset.command;

/** Does one thing. */
@FunctionalInterface
interface Command {

    /**
     * Does it.
     *
     * @throws WrongUsageException if the options cannot be meant
     * @throws io.github.appliedset.migration.MigrationException if it cannot be done
     */
    CommandResult run(CommandInput input);
}
