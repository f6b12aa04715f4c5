package io.github.appliedset.command;

import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Count;
import java.util.LinkedHashMap;
import java.util.Map;

/** Applies what is pending. */
final class MigrateCommand implements Command {

    @Override
    public CommandResult run(CommandInput input) {
        return EachMigrator.run(input, MigrateCommand::migrate);
    }

    private static CommandResult migrate(Migrator migrator) {
        MigrationReport report = migrator.migrate();
        TextTable table = new TextTable("VERSION", "NAME", "APPLIED IN");
        for (Executed executed : report.applied()) {
            table.row(
                    executed.migration().version().toString(),
                    executed.migration().name(),
                    executed.duration().toMillis() + " ms");
        }
        String adopted = report.adopted().isEmpty()
                ? ""
                : Count.of(report.adopted().size(), "migration") + " marked as applied without running "
                        + (report.adopted().size() == 1 ? "it" : "them") + "\n\n";
        String applied = report.applied().isEmpty()
                ? "Nothing is pending.\n"
                : table + "\n" + Count.of(report.applied().size(), "migration") + " applied in "
                        + report.duration().toMillis() + " ms\n";
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "applied",
                report.applied().stream()
                        .map(executed -> Json.of(executed.migration(), executed.duration()))
                        .toList());
        json.put("adopted", report.adopted().stream().map(Json::of).toList());
        json.put("orphans", report.orphans().stream().map(Json::of).toList());
        json.put("milliseconds", report.duration().toMillis());
        return new CommandResult(CommandResult.DONE, adopted + applied, json);
    }
}
