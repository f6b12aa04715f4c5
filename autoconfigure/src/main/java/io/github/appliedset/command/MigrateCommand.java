package io.github.appliedset.command;

import io.github.appliedset.align.Alignment;
import io.github.appliedset.align.AlignmentReport;
import io.github.appliedset.align.AlignmentText;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.text.Count;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Applies what is pending. */
final class MigrateCommand implements Command {

    @Override
    public Manual manual() {
        return Manual.of("applies pending migrations", """
                        Applies every file that is not applied yet, ascending by version, each in a transaction together
                        with its row; then runs the repeatable migrations that are due. The first one that fails ends the run; earlier ones stay applied.

                        A start of the application does the same, unless applied-set.mode says otherwise.""")
                .with(EachMigrator.TO)
                .exits(CommandResult.FAILED, "a migration failed, or files and table disagree")
                .example("to=42")
                .calledElsewhere("apply", "deploy", "run", "up", "update", "upgrade");
    }

    @Override
    public CommandResult run(CommandInput input) {
        Optional<Long> to = EachMigrator.to(input);
        return AllTenants.after(
                input,
                EachMigrator.run(input, migrator -> migrate(migrator, to)),
                TenantMigrator::migrate,
                CommandResult.FAILED);
    }

    private static CommandResult migrate(Migrator migrator, Optional<Long> to) {
        AlignmentReport aligned = migrator.isDevelopment() && to.isEmpty()
                ? Alignment.of(migrator).start()
                : AlignmentReport.NOTHING;
        MigrationReport report = to.isPresent()
                ? migrator.migrateWithBackfillsTo(to.get())
                : aligned.left().isEmpty()
                        ? migrator.migrateWithBackfills()
                        : migrator.migrateWithBackfillsDespite(aligned.versionsLeft());
        WaitingBelow waiting = WaitingBelow.in(migrator, to, List.of());
        TextTable table = new TextTable("VERSION", "NAME", "APPLIED IN");
        for (Executed executed : report.applied()) {
            table.row(
                    executed.migration().version().toString(),
                    executed.migration().name(),
                    executed.duration().toMillis() + " ms");
        }
        StringBuilder before = new StringBuilder();
        AlignmentText.changes(aligned).forEach(line -> before.append(line).append('\n'));
        aligned.left().forEach(left -> before.append(AlignmentText.left(left)).append('\n'));
        String adopted = report.adopted().isEmpty()
                ? ""
                : Count.of(report.adopted().size(), "migration") + " marked as applied without running "
                        + (report.adopted().size() == 1 ? "it" : "them") + "\n\n";
        TextTable repeatables = new TextTable("REPEATABLE", "RAN IN");
        report.repeated()
                .forEach(repeated -> repeatables.row(
                        repeated.migration().label(), repeated.duration().toMillis() + " ms"));
        String repeated = report.repeated().isEmpty()
                ? ""
                : repeatables + "\n" + Count.of(report.repeated().size(), "repeatable migration") + " ran\n";
        String applied = report.applied().isEmpty() && !report.repeated().isEmpty()
                ? ""
                : report.applied().isEmpty()
                        ? waiting.nothing()
                        : table + "\n" + Count.of(report.applied().size(), "migration") + " applied in "
                                + report.duration().toMillis() + " ms\n" + waiting.text();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "applied",
                report.applied().stream()
                        .map(executed -> Json.of(executed.migration(), executed.duration()))
                        .toList());
        if (!report.repeated().isEmpty()) {
            json.put("repeated", report.repeated().stream().map(Json::of).toList());
        }
        json.put("adopted", report.adopted().stream().map(Json::of).toList());
        json.put("orphans", report.orphans().stream().map(Json::of).toList());
        waiting.putInto(json);
        json.put("milliseconds", report.duration().toMillis());
        return new CommandResult(
                CommandResult.DONE,
                (before.isEmpty() ? "" : before + "\n")
                        + adopted
                        + applied
                        + (applied.isEmpty() || repeated.isEmpty() ? "" : "\n")
                        + repeated,
                json);
    }
}
