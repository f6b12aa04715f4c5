package io.github.appliedset.command;

import io.github.appliedset.command.HelpCommand.Entry;
import io.github.appliedset.migrator.Migrator;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every command, and the options that belong to it. */
public enum CommandName {
    MIGRATE("applies pending migrations", new MigrateCommand()),
    STATUS("lists applied, pending and orphan migrations", new StatusCommand()),
    VERIFY("checks sets, names, checksums and the snapshot", new VerifyCommand()),
    DRY_RUN("runs all pending migrations, then rolls them back", new DryRunCommand()),
    ROLLBACK("rolls back the last migrations, newest applied first", new RollbackCommand(), "count", "to", "dry-run"),
    NEW("writes an empty pair of files with the next version", new NewCommand(), "name", "folder"),
    ADOPT("adopts what another tool has applied", new AdoptCommand(), "dry-run"),
    IMPORT_FILES(
            "imports another tool's migration files", new ImportFilesCommand(), "folder", "tool", "target", "dry-run"),
    ACCEPT_RENAME("accepts the current name of a version's file", RepairCommand.of(Migrator::acceptRename), "version"),
    ACCEPT_CHECKSUM(
            "accepts the current content of a version's file", RepairCommand.of(Migrator::acceptChecksum), "version"),
    RENUMBER(
            "gives a row the number that its file has now",
            new RepairCommand(
                    (migrator, version, options) -> migrator.renumber(version, options.requiredVersion("to"))),
            "version",
            "to"),
    FORGET("removes the row of a version", RepairCommand.of(Migrator::forget), "version"),
    SNAPSHOT("writes the schema to files in db/snapshot", new SnapshotCommand(), "from", "folder"),
    GENERATE(
            "writes the migrations that lead to the declared schema",
            new GenerateCommand(),
            "name",
            "split",
            "renames",
            "objects",
            "allow",
            "online",
            "drop",
            "folder",
            "dry-run"),
    EXPLAIN("explains an error, or lists the topics", new ExplainCommand(), "topic"),
    HELP("lists the commands", new HelpCommand(CommandName::entries));

    private static final Set<String> FOR_ALL = Set.of("command", "format", "command-context", "migrator");

    private final String summary;
    private final Command command;
    private final Set<String> options;

    CommandName(String summary, Command command, String... options) {
        this.summary = summary;
        this.command = command;
        this.options = Set.of(options);
    }

    /**
     * The command of that name.
     *
     * @throws WrongUsageException if there is none
     */
    public static CommandName of(String text) {
        return Arrays.stream(values())
                .filter(name -> name.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new WrongUsageException("There is no command '" + text + "'. There are: "
                        + Arrays.stream(values()).map(CommandName::text).collect(Collectors.joining(", ")) + "."));
    }

    /** As it is written on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it works with migrators and their databases, not with files alone. */
    public boolean needsMigrators() {
        return this != HELP && this != EXPLAIN && this != IMPORT_FILES;
    }

    private static List<Entry> entries() {
        return Arrays.stream(values())
                .map(name -> new Entry(
                        name.text(),
                        name.summary,
                        name.options.stream().sorted().toList()))
                .toList();
    }

    /** The options that it understands. */
    public Set<String> allOptions() {
        return Stream.concat(FOR_ALL.stream(), this.options.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Runs it. */
    public CommandResult run(CommandInput input) {
        return this.command.run(input);
    }
}
