package io.github.appliedset.command;

/** One command of the command line. */
@FunctionalInterface
interface Command {

    /**
     * Runs the command.
     *
     * @throws WrongUsageException if the options are invalid
     * @throws io.github.appliedset.migration.MigrationException if the command fails
     */
    CommandResult run(CommandInput input);
}
