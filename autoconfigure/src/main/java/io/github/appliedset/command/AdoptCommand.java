package io.github.appliedset.command;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tracker.Adoption;
import io.github.appliedset.tracker.Adoption.Row;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes over what another tool has applied. */
final class AdoptCommand implements Command {

    @Override
    public CommandResult run(CommandInput input) {
        boolean dryRun = input.options().isTrue("dry-run");
        Migrator migrator = input.migrator();
        Adoption adoption = dryRun ? migrator.previewAdoption() : migrator.adopt();
        StringBuilder text = new StringBuilder(EachMigrator.heading(input, input.migratorName(), migrator));
        String source =
                adoption.table() == null ? "the baseline" : adoption.tool().title() + "'s table " + adoption.table();
        text.append(dryRun ? "To be taken over from " : "Taken over from ")
                .append(source)
                .append(", without running it:\n\n");
        TextTable table = new TextTable("VERSION", "NAME", "APPLIED AT", "FILE PROVEN");
        for (Row row : adoption.rows()) {
            table.row(
                    row.migration().version().toString(),
                    row.migration().name(),
                    row.appliedAt() == null ? "unknown" : TextTable.time(row.appliedAt()),
                    row.checksum() == null ? "no" : "yes");
        }
        text.append(table);
        if (!adoption.leftovers().isEmpty()) {
            text.append("\nNot taken over:\n\n");
            adoption.leftovers()
                    .forEach(leftover -> text.append("  ").append(leftover).append('\n'));
        }
        adoption.obstacles()
                .forEach(obstacle -> text.append("\nIn the way: ")
                        .append(obstacle.what())
                        .append("\nWhat to do: ")
                        .append(obstacle.remedy())
                        .append('\n'));
        if (dryRun) {
            text.append("\nNothing was recorded: this is a dry run.\n");
        }
        return new CommandResult(
                adoption.obstacles().isEmpty() ? CommandResult.DONE : CommandResult.FAILED,
                text.toString(),
                json(adoption, dryRun));
    }

    private static Map<String, Object> json(Adoption adoption, boolean dryRun) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tool", adoption.tool().property());
        json.put("table", adoption.table());
        json.put("dryRun", dryRun);
        json.put("adopted", adoption.rows().stream().map(AdoptCommand::json).toList());
        json.put(
                "notAdopted",
                adoption.leftovers().stream()
                        .map(leftover -> Map.of("what", leftover.what(), "reason", leftover.reason()))
                        .toList());
        json.put(
                "obstacles",
                adoption.obstacles().stream()
                        .map(obstacle -> Map.of("what", obstacle.what(), "action", obstacle.remedy()))
                        .toList());
        return json;
    }

    private static Map<String, Object> json(Row row) {
        Map<String, Object> json = Json.of(row.migration());
        json.put("legacyVersion", row.legacyVersion());
        json.put("appliedAt", row.appliedAt() == null ? null : row.appliedAt().toString());
        json.put("checksum", row.checksum() == null ? null : row.checksum().hex());
        return json;
    }
}
