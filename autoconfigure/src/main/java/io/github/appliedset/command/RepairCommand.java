package io.github.appliedset.command;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migrator.Migrator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Settles one version as the operator decided. */
final class RepairCommand implements Command {

    /** The change to the version. */
    interface Repairing {

        RepairReport repair(Migrator migrator, long version, Consumer<RepairReport> shown);
    }

    private final Manual manual;
    private final Repairing repairing;

    private RepairCommand(Manual manual, Repairing repairing) {
        this.manual = manual.with(CommandOption.version("version", "the version to change"))
                .exits(CommandResult.FAILED, "refused or failed, or the answer was not yes");
        this.repairing = repairing;
    }

    static RepairCommand acceptRename() {
        return new RepairCommand(
                Manual.of("accepts the current name of a version's file", """
                                Sets the name in the row of an applied version to that of its file. Nothing runs; the row as it was
                                is logged.

                                On a terminal it shows the change, and asks.""")
                        .example("version=3")
                        .calledElsewhere("rename"),
                Migrator::acceptRename);
    }

    static RepairCommand acceptChecksum() {
        return new RepairCommand(
                Manual.of("accepts the current content of a version's file", """
                                Sets the checksum in the row of an applied version to that of its file. Nothing runs; the row as it
                                was is logged.

                                On a terminal it shows the change, and asks.""")
                        .example("version=3")
                        .calledElsewhere("clear-checksums", "fix", "repair"),
                Migrator::acceptChecksum);
    }

    static RepairCommand forget() {
        return new RepairCommand(
                Manual.of("removes the row of a version", """
                                For an applied version whose file is gone for good, or that must run once more: with a file, it is
                                pending from then on. Nothing is rolled back; the row as it was is logged.

                                On a terminal it shows the change, and asks.""")
                        .example("version=3")
                        .calledElsewhere("delete", "mark-unapplied", "remove", "unmark"),
                Migrator::forget);
    }

    @Override
    public Manual manual() {
        return this.manual;
    }

    @Override
    public CommandResult run(CommandInput input) {
        long version = input.options().version();
        Migrator migrator = input.migrator();
        String heading = EachMigrator.heading(input, input.migratorName(), migrator);
        RepairReport report = this.repairing.repair(migrator, version, change -> {
            if (input.asks()) {
                input.ask(
                        heading + "The row is\n" + shown(change.before()) + "and would be\n" + shown(change.after())
                                + again(migrator, change, "would be"),
                        "Change it?");
            }
        });
        AppliedMigration after = report.after();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("before", Json.of(report.before()));
        json.put("after", after == null ? null : Json.of(after));
        return new CommandResult(
                CommandResult.DONE,
                heading + "The row was\n" + shown(report.before()) + "and is now\n" + shown(after)
                        + again(migrator, report, "is"),
                json);
    }

    private static String again(Migrator migrator, RepairReport change, String is) {
        return change.after() == null
                        && migrator.onDisk().contains(change.before().version())
                ? "\nIt has a file, so it " + is + " pending: the next start runs it again.\n"
                : "";
    }

    private static String shown(@Nullable AppliedMigration row) {
        return row == null
                ? "  removed\n"
                : "  " + row.label() + ", applied at " + TextTable.time(row.appliedAt()) + ", checksum"
                        + (row.checksum() == null ? " unknown" : "\n  " + row.checksum()) + "\n";
    }
}
