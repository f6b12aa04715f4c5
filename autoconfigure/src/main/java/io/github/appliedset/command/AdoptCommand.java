package io.github.appliedset.command;

import io.github.appliedset.adoption.Adoption;
import io.github.appliedset.adoption.Adoption.Obstacle;
import io.github.appliedset.adoption.Adoption.RepeatableRow;
import io.github.appliedset.adoption.Adoption.Row;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Count;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Adopts what another tool has applied. */
final class AdoptCommand implements Command {

    @Override
    public Manual manual() {
        return Manual.of("adopts what another tool has applied", """
                        Marks as applied, without running it, what the table of applied-set.legacy.tool says, or everything
                        up to applied-set.baseline-version. Applies nothing. Only for a tracker table that has no row yet.""")
                .with(CommandOption.switchedOn("dry-run", "only shows what would be marked, and every obstacle"))
                .exits(CommandResult.FAILED, "something must be resolved first; nothing was marked")
                .example("legacy.tool=flyway", "dry-run=true")
                .calledElsewhere("baseline", "changelog-sync", "mark", "mark-applied", "stamp");
    }

    @Override
    public CommandResult run(CommandInput input) {
        boolean dryRun = input.options().isTrue("dry-run");
        Migrator migrator = input.migrator();
        Adoption adoption = dryRun ? migrator.previewAdoption() : migrator.adopt();
        StringBuilder text = new StringBuilder(EachMigrator.heading(input, input.migratorName(), migrator));
        String source =
                adoption.table() == null ? "the baseline" : adoption.tool().title() + "'s table " + adoption.table();
        text.append(Paragraph.of(
                "", 0, (dryRun ? "Would be marked as applied, from " : "Marked as applied, from ") + source + ":"));
        text.append('\n').append(table(adoption)).append(repeatables(adoption));
        if (!adoption.leftovers().isEmpty()) {
            text.append("\nNote:\n\n");
            adoption.leftovers().forEach(leftover -> text.append(Paragraph.of("  ", 4, leftover.toString())));
        }
        if (!adoption.obstacles().isEmpty()) {
            text.append("\nMust be resolved first:\n");
            adoption.obstacles()
                    .forEach(obstacle -> text.append('\n')
                            .append(Paragraph.of("  ", 2, obstacle.what()))
                            .append(remedy(obstacle)));
        }
        text.append('\n')
                .append(
                        dryRun
                                ? "Nothing was changed: this is a dry run.\n"
                                : Count.of(adoption.rows().size(), "migration") + " marked as applied\n");
        return new CommandResult(
                adoption.obstacles().isEmpty() ? CommandResult.DONE : CommandResult.FAILED,
                text.toString(),
                json(adoption, dryRun));
    }

    /** Lines that begin with spaces are meant for copying and stay as they are. */
    private static String remedy(Obstacle obstacle) {
        return obstacle.remedy()
                .lines()
                .map(line -> line.startsWith(" ") ? "    " + line + "\n" : Paragraph.of("    ", 4, line))
                .collect(Collectors.joining());
    }

    /** Shows the former versions if they differ from ours. */
    private static TextTable table(Adoption adoption) {
        boolean renumbered = adoption.rows().stream()
                .anyMatch(row ->
                        !row.formerVersion().equals(row.migration().version().toString()));
        TextTable table = renumbered
                ? new TextTable("VERSION", "BEFORE", "NAME", "APPLIED AT", "FILE PROVEN")
                : new TextTable("VERSION", "NAME", "APPLIED AT", "FILE PROVEN");
        for (Row row : adoption.rows()) {
            List<String> cells = new ArrayList<>(List.of(
                    row.migration().version().toString(),
                    row.migration().name(),
                    row.appliedAt() == null ? "unknown" : TextTable.time(row.appliedAt()),
                    row.checksum() == null ? "no" : "yes"));
            if (renumbered) {
                cells.add(1, row.formerVersion());
            }
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private static String repeatables(Adoption adoption) {
        if (adoption.repeatables().isEmpty()) {
            return "";
        }
        TextTable table = new TextTable("REPEATABLE", "APPLIED AT", "FILE PROVEN");
        for (RepeatableRow row : adoption.repeatables()) {
            table.row(
                    row.migration().label(),
                    row.appliedAt() == null ? "unknown" : TextTable.time(row.appliedAt()),
                    row.checksum() == null ? "no, runs again" : "yes");
        }
        return "\n" + table;
    }

    private static Map<String, Object> json(RepeatableRow row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", row.migration().name());
        json.put("file", row.migration().file().path());
        json.put("appliedAt", row.appliedAt() == null ? null : row.appliedAt().toString());
        json.put("checksum", row.checksum() == null ? null : row.checksum().hex());
        return json;
    }

    private static Map<String, Object> json(Adoption adoption, boolean dryRun) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tool", adoption.tool().property());
        json.put("table", adoption.table());
        json.put("dryRun", dryRun);
        json.put("adopted", adoption.rows().stream().map(AdoptCommand::json).toList());
        if (!adoption.repeatables().isEmpty()) {
            json.put(
                    "repeatables",
                    adoption.repeatables().stream().map(AdoptCommand::json).toList());
        }
        json.put(
                "notAdopted",
                adoption.leftovers().stream()
                        .map(leftover -> Map.of("what", leftover.what(), "reason", leftover.reason()))
                        .toList());
        json.put(
                "obstacles",
                adoption.obstacles().stream()
                        .map(obstacle -> Map.of(
                                "problem", obstacle.anchor(),
                                "what", obstacle.what().strip(),
                                "action", obstacle.remedy()))
                        .toList());
        return json;
    }

    private static Map<String, Object> json(Row row) {
        Map<String, Object> json = Json.of(row.migration());
        json.put("legacyVersion", row.formerVersion());
        json.put("appliedAt", row.appliedAt() == null ? null : row.appliedAt().toString());
        json.put("checksum", row.checksum() == null ? null : row.checksum().hex());
        return json;
    }
}
