package io.github.appliedset.command;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migration.VersionState;
import io.github.appliedset.migration.VersionState.Applied;
import io.github.appliedset.migration.VersionState.Orphan;
import io.github.appliedset.migration.VersionState.Pending;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.text.Count;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Lists what is applied, pending and orphaned. */
final class StatusCommand implements Command {

    private static final Map<String, Predicate<VersionState>> ONLY = only();
    private static final List<String> ORDERS = List.of("version", "date");

    /** The words of the option, and what each lets through. */
    private static Map<String, Predicate<VersionState>> only() {
        Map<String, Predicate<VersionState>> only = new LinkedHashMap<>();
        only.put("pending", Pending.class::isInstance);
        only.put("orphans", Orphan.class::isInstance);
        only.put("differs", state -> state instanceof Applied applied && applied.conflict() != null);
        only.put("late", state -> state instanceof Applied applied && applied.late());
        return only;
    }

    @Override
    public Manual manual() {
        return Manual.of("lists applied, pending and orphan migrations", """
                        Compares the files with the table, and changes nothing. One query, no lock.

                        The states are applied, edited, renamed, each perhaps late, pending, running, paused, failed,
                        waiting and orphan. Those of repeatable migrations are applied, pending, superseded and orphan.""")
                .with(
                        CommandOption.oneOf(
                                "only",
                                List.copyOf(ONLY.keySet()),
                                "lists only these; the counts and the exit code are still about all"),
                        CommandOption.oneOf(
                                "order",
                                ORDERS,
                                "by version, the default, or by the time of application, pending last"))
                .exits(CommandResult.DONE, "everything is applied, or left to the background")
                .exits(CommandResult.DIFFERS, "something is pending, edited or renamed")
                .example("only=pending")
                .calledElsewhere("history", "info", "list", "log", "ls", "show", "state", "version");
    }

    @Override
    public CommandResult run(CommandInput input) {
        Optional<String> only =
                input.options().text("only").map(word -> input.options().oneOf("only", List.copyOf(ONLY.keySet())));
        boolean byDate = input.options().oneOf("order", ORDERS).equals("date");
        return AllTenants.after(
                input,
                EachMigrator.run(input, migrator -> status(migrator, only, byDate)),
                TenantMigrator::verify,
                CommandResult.DIFFERS);
    }

    private static CommandResult status(Migrator migrator, Optional<String> only, boolean byDate) {
        MigrationStatus status = migrator.status();
        List<FileProblem> warnings = migrator.fileWarnings();
        MigrationStatus shown = only.map(word -> status.only(Objects.requireNonNull(ONLY.get(word))))
                .orElse(status);
        TextTable table = new TextTable("VERSION", "NAME", "STATE", "APPLIED AT");
        inOrder(shown.all(), byDate)
                .forEach(state -> table.row(state.version().toString(), state.name(), state.words(), appliedAt(state)));
        String summary =
                status.applied().size() + " applied, " + status.pending().size() + " pending, "
                        + Count.of(status.orphans().size(), "orphan") + "\n";
        RepeatableText repeatables =
                new RepeatableText(shown(status.repeatables(), only.orElse("")), migrator.release());
        RepeatableText allRepeatables = new RepeatableText(status.repeatables(), migrator.release());
        boolean asOnDisk = status.missing().isEmpty()
                && status.differing().isEmpty()
                && status.missingRepeatables().isEmpty();
        return new CommandResult(
                asOnDisk ? CommandResult.DONE : CommandResult.DIFFERS,
                (shown.all().isEmpty() ? (repeatables.states().isEmpty() ? none(only) : "") : table + "\n")
                        + repeatables.table()
                        + summary
                        + allRepeatables.counts()
                        + backfills(shown)
                        + renumbered(migrator, status.renumbered())
                        + renumbered(migrator, status.namesakes())
                        + differing(migrator, ownFiles(shown))
                        + repeatables.remedies()
                        + warnings(warnings),
                json(migrator, status, shown, repeatables, byDate, warnings));
    }

    private static List<RepeatableState> shown(List<RepeatableState> all, String only) {
        return all.stream()
                .filter(state -> switch (only) {
                    case "" -> true;
                    case "pending" -> state.state() == RepeatableState.State.PENDING;
                    case "orphans" -> state.state() == RepeatableState.State.ORPHAN;
                    default -> false;
                })
                .toList();
    }

    /** How far migrations in batches got, and what others wait for. */
    private static String backfills(MigrationStatus status) {
        String lines = status.pending().stream()
                .filter(pending -> !pending.detail().isEmpty())
                .map(pending -> "\n" + Paragraph.each(pending.file().label() + " is " + pending.detail()))
                .collect(Collectors.joining());
        return lines;
    }

    private static String none(Optional<String> only) {
        return only.map(word -> "None of them: " + word + ".\n\n").orElse("");
    }

    /** Ascending by version or by time; what has no time is last. */
    private static <T extends VersionState> List<T> inOrder(List<T> states, boolean byDate) {
        Comparator<VersionState> byTime = Comparator.comparing(
                state -> state.row() == null ? Instant.MAX : state.row().appliedAt());
        return byDate ? states.stream().sorted(byTime).toList() : states;
    }

    private static String appliedAt(VersionState state) {
        AppliedMigration row = state.row();
        return row == null ? "" : TextTable.time(row.appliedAt());
    }

    /** Rows that belong to files with other numbers: nothing runs until that is settled. */
    private static String renumbered(Migrator migrator, List<? extends MigrationConflict> renumbered) {
        return renumbered.stream()
                .map(conflict -> "\n"
                        + Paragraph.each(conflict.description() + "\n"
                                + conflict.remedy(migrator.schema() + "." + migrator.table())))
                .collect(Collectors.joining());
    }

    private static List<MigrationConflict> ownFiles(MigrationStatus status) {
        return status.differing().stream()
                .filter(conflict -> !(conflict instanceof RenumberedMigration))
                .toList();
    }

    private static String differing(Migrator migrator, List<MigrationConflict> differing) {
        if (differing.isEmpty()) {
            return "";
        }
        List<MigrationConflict> unproven =
                differing.stream().filter(MigrationConflict::mayRunAgain).toList();
        if (!unproven.isEmpty()) {
            return renumbered(migrator, unproven)
                    + differing(
                            migrator,
                            differing.stream()
                                    .filter(conflict -> !conflict.mayRunAgain())
                                    .toList());
        }
        String text = differing.size() == 1
                ? "1 file differs from its row. " + differing.get(0).remedy(migrator.schema() + "." + migrator.table())
                : differing.size() + " files differ from their rows. Restore each to the version that was applied. If"
                        + " a change is intended and needs nothing in the database, start the application"
                        + " once per file with\n"
                        + "    --applied-set.command=accept-checksum --applied-set.version=N\n"
                        + "if it was edited, or with\n"
                        + "    --applied-set.command=accept-rename --applied-set.version=N\n"
                        + "if it was renamed.";
        return "\n" + Paragraph.each(text);
    }

    private static String warnings(List<FileProblem> warnings) {
        return warnings.stream()
                .map(warning -> "\nWarning: " + warning.description() + "\n    " + warning.remedy() + "\n")
                .collect(Collectors.joining());
    }

    private static Map<String, Object> json(FileProblem warning) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("problem", warning.anchor());
        json.put("description", warning.description());
        json.put("action", warning.remedy());
        return json;
    }

    private static Map<String, Object> json(
            Migrator migrator,
            MigrationStatus status,
            MigrationStatus shown,
            RepeatableText repeatables,
            boolean byDate,
            List<FileProblem> warnings) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schema", migrator.schema());
        json.put("table", migrator.table());
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("applied", status.applied().size());
        counts.put("pending", status.pending().size());
        counts.put("orphans", status.orphans().size());
        json.put("counts", counts);
        json.put(
                "applied",
                inOrder(shown.applied(), byDate).stream().map(Json::of).toList());
        json.put("pending", shown.pending().stream().map(Json::of).toList());
        json.put(
                "orphans",
                inOrder(shown.orphans(), byDate).stream().map(Json::of).toList());
        if (!status.repeatables().isEmpty()) {
            json.put("repeatables", repeatables.json());
        }
        json.put("warnings", warnings.stream().map(StatusCommand::json).toList());
        return json;
    }
}
