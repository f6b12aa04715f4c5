package io.github.appliedset.command;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migrator.Migrator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settles one version as the operator decided. */
final class RepairCommand implements Command {

    /** The change to the version. */
    interface Repairing {

        RepairReport repair(Migrator migrator, long version);
    }

    private final Repairing repairing;

    RepairCommand(Repairing repairing) {
        this.repairing = repairing;
    }

    @Override
    public CommandResult run(CommandInput input) {
        long version = input.options().version();
        Migrator migrator = input.migrator();
        RepairReport report = this.repairing.repair(migrator, version);
        AppliedMigration after = report.after();
        String again =
                after == null && migrator.onDisk().contains(report.before().version())
                        ? "\nIt has a file, so it is pending: the next start runs it again.\n"
                        : "";
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("before", Json.of(report.before()));
        json.put("after", after == null ? null : Json.of(after));
        return new CommandResult(
                CommandResult.DONE,
                EachMigrator.heading(input, input.migratorName(), migrator) + "The row was\n" + shown(report.before())
                        + "and is now\n" + shown(after) + again,
                json);
    }

    private static String shown(@Nullable AppliedMigration row) {
        return row == null
                ? "  removed\n"
                : "  " + row.label() + ", applied at " + TextTable.time(row.appliedAt()) + ", checksum"
                        + (row.checksum() == null ? " unknown" : "\n  " + row.checksum()) + "\n";
    }
}
