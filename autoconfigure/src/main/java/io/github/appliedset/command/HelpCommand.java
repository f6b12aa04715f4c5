package io.github.appliedset.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Lists the commands. */
final class HelpCommand implements Command {

    /** A command, its purpose and its own options. */
    record Entry(String command, String does, List<String> options) {}

    private final Supplier<List<Entry>> entries;

    HelpCommand(Supplier<List<Entry>> entries) {
        this.entries = entries;
    }

    @Override
    public CommandResult run(CommandInput input) {
        TextTable table = new TextTable("", "COMMAND", "DOES");
        List<Map<String, Object>> commands = new ArrayList<>();
        for (Entry entry : this.entries.get()) {
            table.row("", entry.command(), entry.does());
            entry.options().forEach(option -> table.row("", "", "  --applied-set." + option + "=..."));
            Map<String, Object> command = new LinkedHashMap<>();
            command.put("command", entry.command());
            command.put("does", entry.does());
            command.put("options", entry.options());
            commands.add(command);
        }
        return new CommandResult(
                CommandResult.DONE,
                "java -jar application.jar --applied-set.command=COMMAND\n\n" + table + """

                        With every command: --applied-set.format=json for programs;
                        --applied-set.migrator=NAME if there are several migrators;
                        --applied-set.command-context=application if the application's own code
                        creates its DataSource or its migrations. Properties are set in the same way.

                        Exit codes: 0 done, 1 failed, 2 pending or different, 3 timed out waiting for
                        the lock, 64 wrong command line.
                        """,
                Map.of("commands", commands));
    }
}
