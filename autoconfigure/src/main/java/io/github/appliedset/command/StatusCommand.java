package io.github.appliedset.command;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migration.VersionState;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Count;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Lists what is applied, pending and orphaned. */
final class StatusCommand implements Command {

    @Override
    public CommandResult run(CommandInput input) {
        return EachMigrator.run(input, StatusCommand::status);
    }

    private static CommandResult status(Migrator migrator) {
        MigrationStatus status = migrator.status();
        List<FileProblem> warnings = migrator.fileWarnings();
        TextTable table = new TextTable("VERSION", "NAME", "STATE", "APPLIED AT");
        status.all()
                .forEach(state -> table.row(state.version().toString(), state.name(), state.words(), appliedAt(state)));
        String summary =
                status.applied().size() + " applied, " + status.pending().size() + " pending, "
                        + Count.of(status.orphans().size(), "orphan") + "\n";
        boolean asOnDisk = status.pending().isEmpty() && status.differing().isEmpty();
        return new CommandResult(
                asOnDisk ? CommandResult.DONE : CommandResult.DIFFERS,
                (status.all().isEmpty() ? "" : table + "\n")
                        + summary
                        + renumbered(migrator, status.renumbered())
                        + differing(migrator, ownFiles(status))
                        + warnings(warnings),
                json(migrator, status, warnings));
    }

    private static String appliedAt(VersionState state) {
        AppliedMigration row = state.row();
        return row == null ? "" : TextTable.time(row.appliedAt());
    }

    /** Rows that belong to files with other numbers: nothing runs until that is settled. */
    private static String renumbered(Migrator migrator, List<RenumberedMigration> renumbered) {
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

    private static Map<String, Object> json(Migrator migrator, MigrationStatus status, List<FileProblem> warnings) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schema", migrator.schema());
        json.put("table", migrator.table());
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("applied", status.applied().size());
        counts.put("pending", status.pending().size());
        counts.put("orphans", status.orphans().size());
        json.put("counts", counts);
        json.put("applied", status.applied().stream().map(Json::of).toList());
        json.put("pending", status.pending().stream().map(Json::of).toList());
        json.put("orphans", status.orphans().stream().map(Json::of).toList());
        json.put("warnings", warnings.stream().map(StatusCommand::json).toList());
        return json;
    }
}
