package io.github.appliedset.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists the commands. */
final class HelpCommand implements Command {

    @Override
    public CommandResult run(CommandInput input) {
        TextTable table = new TextTable("", "COMMAND", "DOES");
        List<Map<String, Object>> commands = new ArrayList<>();
        for (CommandName name : CommandName.values()) {
            table.row("", name.text(), name.summary());
            name.options().stream().sorted().forEach(option -> table.row("", "", "  --applied-set." + option + "=..."));
            Map<String, Object> command = new LinkedHashMap<>();
            command.put("command", name.text());
            command.put("does", name.summary());
            command.put("options", name.options().stream().sorted().toList());
            commands.add(command);
        }
        return new CommandResult(
                CommandResult.DONE,
                "java -jar application.jar --applied-set.command=COMMAND\n\n" + table + """

                        With every command: --applied-set.format=json for programs;
                        --applied-set.migrator=NAME where there are several;
                        --applied-set.command-context=application where the application's own code
                        makes its DataSource or its migrations. Properties are given in the same way.

                        Exit codes: 0 done, 1 failed, 2 pending or different, 3 the lock was not had in
                        time, 64 wrong command line.
                        """,
                Map.of("commands", commands));
    }
}
