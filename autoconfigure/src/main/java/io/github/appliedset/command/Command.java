package io.github.appliedset.command;

/** One command of the command line. */
interface Command {

    /** What help says about it, and its options. */
    Manual manual();

    /**
     * Runs the command.
     *
     * @throws WrongUsageException if the options are invalid
     * @throws DeclinedException if the operator was asked and did not agree
     * @throws io.github.appliedset.migration.MigrationException if the command fails
     */
    CommandResult run(CommandInput input);
}
