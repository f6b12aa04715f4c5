package io.github.appliedset.command;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Count;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Lists what is applied, pending and orphaned. */
final class StatusCommand implements Command {

    @Override
    public CommandResult run(CommandInput input) {
        return EachMigrator.run(input, StatusCommand::status);
    }

    private static CommandResult status(Migrator migrator) {
        MigrationPlan plan = migrator.plan();
        NavigableMap<MigrationVersion, String[]> rows = new TreeMap<>();
        plan.applied().forEach(row -> rows.put(row.version(), row(row, "applied")));
        plan.orphans().forEach(row -> rows.put(row.version(), row(row, "orphan")));
        plan.pending()
                .forEach(migration -> rows.put(
                        migration.version(),
                        new String[] {migration.version().toString(), migration.name(), "pending", ""}));
        TextTable table = new TextTable("VERSION", "NAME", "STATE", "APPLIED AT");
        rows.values().forEach(table::row);
        int applied = plan.applied().size();
        int pending = plan.pending().size();
        int orphans = plan.orphans().size();
        String summary = applied + " applied, " + pending + " pending, " + Count.of(orphans, "orphan") + "\n";
        return new CommandResult(
                pending == 0 ? CommandResult.DONE : CommandResult.DIFFERS,
                (rows.isEmpty() ? "" : table + "\n") + summary,
                json(migrator, plan));
    }

    private static String[] row(AppliedMigration row, String state) {
        return new String[] {row.version().toString(), row.name(), state, TextTable.time(row.appliedAt())};
    }

    private static Map<String, Object> json(Migrator migrator, MigrationPlan plan) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schema", migrator.schema());
        json.put("table", migrator.table());
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("applied", plan.applied().size());
        counts.put("pending", plan.pending().size());
        counts.put("orphans", plan.orphans().size());
        json.put("counts", counts);
        json.put("applied", plan.applied().stream().map(Json::of).toList());
        json.put("pending", plan.pending().stream().map(Json::of).toList());
        json.put("orphans", plan.orphans().stream().map(Json::of).toList());
        return json;
    }
}
