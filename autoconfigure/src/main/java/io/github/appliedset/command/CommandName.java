package io.github.appliedset.command;

import io.github.appliedset.command.HelpCommand.Entry;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.text.Visible;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every command. */
public enum CommandName {
    MIGRATE(new MigrateCommand()),
    STATUS(new StatusCommand()),
    VERIFY(new VerifyCommand()),
    DRY_RUN(new DryRunCommand()),
    ROLLBACK(new RollbackCommand()),
    NEW(new NewCommand()),
    ADOPT(new AdoptCommand()),
    IMPORT_FILES(new ImportFilesCommand()),
    ACCEPT_RENAME(RepairCommand.acceptRename()),
    ACCEPT_CHECKSUM(RepairCommand.acceptChecksum()),
    RENUMBER(RepairCommand.renumber()),
    FORGET(new ForgetCommand(RepairCommand.forget())),
    REPEAT(new RepeatCommand()),
    PAUSE(BackfillCommand.pause()),
    RESUME(BackfillCommand.resume()),
    SNAPSHOT(new SnapshotCommand()),
    GENERATE(new GenerateCommand()),
    CONFLICTS(new ConflictsCommand()),
    RESOLVE(new ResolveCommand()),
    ALIGN(new AlignCommand()),
    EXPLAIN(new ExplainCommand()),
    HELP(new HelpCommand(CommandName::entries, text -> of(text).entry()));

    private final Command command;
    private final Manual manual;

    CommandName(Command command) {
        this.command = command;
        this.manual = command.manual();
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
                .orElseThrow(() -> WrongUsageException.ofLines("There is no command '" + Visible.line(text) + "'."
                        + meant(text)
                                .map(name -> " Did you mean " + name + "?\n")
                                .orElse(" ") + "The commands are: "
                        + Arrays.stream(values()).map(CommandName::text).collect(Collectors.joining(", ")) + "."));
    }

    /** The command that another tool calls so, or with the most similar name. */
    private static Optional<String> meant(String text) {
        Map<String, CommandName> names = new LinkedHashMap<>();
        for (CommandName name : values()) {
            names.put(NearestWord.plain(name.text()), name);
        }
        for (CommandName name : values()) {
            name.manual.calledElsewhere().forEach(other -> names.putIfAbsent(NearestWord.plain(other), name));
        }
        String plain = NearestWord.plain(text);
        return Optional.ofNullable(names.get(plain))
                .or(() -> NearestWord.to(plain, names.keySet()).map(names::get))
                .map(CommandName::text);
    }

    /** As it is written on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it works with migrators and their databases, not with files alone. */
    public boolean needsMigrators() {
        return this != HELP && this != EXPLAIN && this != IMPORT_FILES;
    }

    /** Whether it does what it can without a database. */
    public boolean worksWithoutDatabase() {
        return this == CONFLICTS || this == RESOLVE;
    }

    private static List<Entry> entries() {
        return Arrays.stream(values()).map(CommandName::entry).toList();
    }

    private Entry entry() {
        return new Entry(text(), this.manual);
    }

    /** Its own options and those of every command, where it has none of that name. */
    Stream<CommandOption> options() {
        List<String> own =
                this.manual.options().stream().map(CommandOption::name).toList();
        return Stream.concat(
                CommonOptions.OF_EVERY_COMMAND.stream().filter(common -> !own.contains(common.name())),
                this.manual.options().stream());
    }

    /** The names of the options that it understands. */
    public Set<String> allOptions() {
        return Stream.concat(Stream.of(CommonOptions.COMMAND), options().map(CommandOption::name))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Requires that every option has a value that it takes.
     *
     * @throws WrongUsageException if one has not
     */
    public void requireValues(CommandOptions given) {
        options().forEach(option -> option.requireValue(given));
    }

    /**
     * Requires that nothing is set that has another command do less: whoever sets it in the environment expects that of this
     * one, too.
     *
     * @param property the value of an option in any source, or null
     * @throws WrongUsageException if it changes something, and does not take the option
     */
    public void refuseRestrictionsOfOthers(Function<String, @Nullable String> property) {
        if (Set.of(STATUS, VERIFY, DRY_RUN, CONFLICTS, EXPLAIN, HELP).contains(this)) {
            return;
        }
        for (String option : List.of("count", "dry-run", "to")) {
            String value = property.apply(option);
            if (value != null
                    && !value.isBlank()
                    && !value.equals("false")
                    && !allOptions().contains(option)) {
                throw WrongUsageException.ofLines("applied-set." + option + " is set to '" + Visible.line(value)
                        + "', which the command " + text() + " does not take: it would do more than that says.\n"
                        + "Remove it; in the environment it is APPLIED_SET_"
                        + option.toUpperCase(Locale.ROOT).replace('-', '_') + "."
                        + (this == MIGRATE ? " To try what is pending: --applied-set.command=dry-run" : ""));
            }
        }
    }

    /**
     * Requires that it can be about one tenant.
     *
     * @throws WrongUsageException if it cannot
     */
    public void requireForOneTenant() {
        if (Set.of(ADOPT, IMPORT_FILES, SNAPSHOT, GENERATE, CONFLICTS, RESOLVE, ALIGN, EXPLAIN, HELP)
                .contains(this)) {
            throw new WrongUsageException("The command " + text() + " does not work on a tenant.");
        }
    }

    /**
     * Requires that it does not mean all tenants at once, if it must not.
     *
     * @throws WrongUsageException if it does
     */
    public void refuseTenants(CommandOptions options) {
        boolean to = this == MIGRATE && options.text("to").isPresent();
        if (to || Set.of(ROLLBACK, ALIGN, RESOLVE).contains(this)) {
            throw WrongUsageException.ofLines("The command " + text() + (to ? " with a version" : "")
                    + " does not work on all tenants at once.\n"
                    + (this == ROLLBACK || to ? "Select one with --applied-set.tenant=SCHEMA, or the" : "Select the")
                    + " ordinary migrator with --applied-set.migrator=migrator.");
        }
    }

    /** Verifies one tenant, which has no snapshot of its own. */
    public static CommandResult verify(String schema, TenantMigrator tenants) {
        return AllTenants.result(tenants.verify(schema), CommandResult.DIFFERS);
    }

    /** Runs it. */
    public CommandResult run(CommandInput input) {
        return this.command.run(input);
    }
}
