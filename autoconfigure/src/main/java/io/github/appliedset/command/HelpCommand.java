package io.github.appliedset.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lists the commands, or explains one. */
final class HelpCommand implements Command {

    /** A command and its manual. */
    record Entry(String command, Manual manual) {}

    private final Supplier<List<Entry>> entries;
    private final Function<String, Entry> find;

    /**
     * Creates the command.
     *
     * @param find the entry of a command's name
     */
    HelpCommand(Supplier<List<Entry>> entries, Function<String, Entry> find) {
        this.entries = entries;
        this.find = find;
    }

    @Override
    public Manual manual() {
        return Manual.of(
                        "lists the commands, or explains one",
                        "Needs no database. --help beside a command explains that command and does nothing else.")
                .with(CommandOption.of("topic", "COMMAND", "the command to explain")
                        .orEmpty())
                .example("topic=rollback")
                .calledElsewhere("usage", "commands", "man");
    }

    @Override
    public CommandResult run(CommandInput input) {
        return input.options()
                .text("topic")
                .map(topic -> page(this.find.apply(topic.strip())))
                .orElseGet(this::list);
    }

    private static CommandResult page(Entry entry) {
        Manual manual = entry.manual();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", entry.command());
        json.put("does", manual.summary());
        json.put("details", manual.details().replaceAll("\n+", " "));
        json.put(
                "options",
                manual.options().stream()
                        .map(option ->
                                Map.of("option", option.name(), "value", option.value(), "meaning", option.meaning()))
                        .toList());
        json.put(
                "exitCodes",
                manual.exitCodes().entrySet().stream()
                        .map(code -> Map.of("code", code.getKey(), "meaning", code.getValue()))
                        .toList());
        json.put("example", manual.exampleOf(entry.command()).replaceAll("\\s*\\\\\n\\s*", " "));
        return new CommandResult(CommandResult.DONE, manual.page(entry.command()), json);
    }

    private CommandResult list() {
        TextTable table = new TextTable("", "COMMAND", "DOES");
        List<Map<String, Object>> commands = new ArrayList<>();
        for (Entry entry : this.entries.get()) {
            Manual manual = entry.manual();
            table.row("", entry.command(), manual.summary());
            manual.options().forEach(option -> table.row("", "", "  " + option.synopsis()));
            Map<String, Object> command = new LinkedHashMap<>();
            command.put("command", entry.command());
            command.put("does", manual.summary());
            command.put(
                    "options",
                    manual.options().stream().map(CommandOption::name).toList());
            commands.add(command);
        }
        return new CommandResult(
                CommandResult.DONE,
                "java -jar application.jar --applied-set.command=COMMAND\n\n" + table + """

                        With every command: --applied-set.format=json for programs;
                        --applied-set.migrator=NAME if there are several migrators;
                        --applied-set.tenant=SCHEMA for one tenant;
                        --applied-set.command-context=application if the application's own code
                        creates its DataSource or its migrations; --applied-set.yes=true to answer
                        the question of align, resolve, rollback, forget and accept-... on a terminal.
                        Properties are set in the same way. --help beside a command explains it.

                        Exit codes: 0 done, 1 failed, 2 pending or different, 3 timed out waiting for
                        the lock, 64 wrong command line.
                        """,
                Map.of("commands", commands));
    }
}
