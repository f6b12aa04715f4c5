package io.github.appliedset.command;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Settles one version as the operator decided. */
final class RepairCommand implements Command {

    /** The change to the version. */
    interface Repairing {

        RepairReport repair(Migrator migrator, long version, CommandOptions options);
    }

    private final Repairing repairing;

    RepairCommand(Repairing repairing) {
        this.repairing = repairing;
    }

    /** A change that needs nothing but the version. */
    static RepairCommand of(BiFunction<Migrator, Long, RepairReport> repairing) {
        return new RepairCommand((migrator, version, options) -> repairing.apply(migrator, version));
    }

    @Override
    public CommandResult run(CommandInput input) {
        long version = input.options().version();
        Migrator migrator = input.migrator();
        RepairReport report = this.repairing.repair(migrator, version, input.options());
        AppliedMigration after = report.after();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("before", Json.of(report.before()));
        json.put("after", after == null ? null : Json.of(after));
        return new CommandResult(
                CommandResult.DONE,
                EachMigrator.heading(input, input.migratorName(), migrator) + "The row was\n" + shown(report.before())
                        + "and is now\n" + shown(after) + again(migrator, report),
                json);
    }

    /** The number that the row no longer has may have a file. */
    private static String again(Migrator migrator, RepairReport report) {
        MigrationVersion former = report.before().version();
        if (report.after() != null && report.after().version().equals(former)) {
            return "";
        }
        VersionSet<Migration> pending = migrator.plan().pending();
        if (report.after() == null) {
            return pending.find(former)
                    .map(file -> "\nIt has a file, so it is pending: the next start runs it again.\n")
                    .or(() -> pending.stream()
                            .filter(file -> isOf(file, report.before()))
                            .findFirst()
                            .map(file -> "\n"
                                    + Paragraph.each("Its content is in " + file.label()
                                            + ", which is pending: the next start runs it again.")))
                    .orElse("");
        }
        return pending.find(former)
                .map(file -> "\n"
                        + Paragraph.each("Version " + former + " has a file of its own, " + file.label()
                                + ", which is pending: the next start runs it."))
                .orElse("");
    }

    private static boolean isOf(Migration file, AppliedMigration row) {
        return row.checksum() != null && row.checksum().equals(file.up().checksum());
    }

    private static String shown(@Nullable AppliedMigration row) {
        return row == null
                ? "  removed\n"
                : "  " + row.label() + ", applied at " + TextTable.time(row.appliedAt()) + ", checksum"
                        + (row.checksum() == null ? " unknown" : "\n  " + row.checksum()) + "\n";
    }
}
