package io.github.appliedset.command;

import java.util.List;

/** Options that do not belong to one command. */
final class CommonOptions {

    /** Options of every command, beside the command itself. */
    static final List<CommandOption> OF_EVERY_COMMAND = List.of(
            CommandOption.oneOf(
                    "format", List.of("text", "json"), "text for people, the default, or JSON for programs"),
            CommandOption.of("migrator", "NAME", "the one to work on, if there are several migrators"),
            CommandOption.of("tenant", "SCHEMA", "the tenant to work on, if there are tenants"),
            CommandOption.oneOf(
                    "command-context",
                    List.of("own", "application"),
                    "application, if the application's own code creates its DataSource or its migrations"),
            CommandOption.switchedOn(
                    "yes", "answers the question of align, resolve, rollback, forget and accept-... on a terminal"));

    static final String COMMAND = "command";

    private CommonOptions() {}
}
