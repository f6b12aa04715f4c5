package io.github.appliedset.command;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Settles one version as the operator decided. */
final class RepairCommand implements Command {

    /** The change to the version. */
    interface Repairing {

        RepairReport repair(Migrator migrator, long version, CommandOptions options, Consumer<RepairReport> shown);
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
                (migrator, version, options, shown) -> migrator.acceptRename(version, shown));
    }

    static RepairCommand acceptChecksum() {
        return new RepairCommand(
                Manual.of("accepts the current content of a version's file", """
                                Sets the checksum in the row of an applied version to that of its file. Nothing runs; the row as it
                                was is logged.

                                On a terminal it shows the change, and asks.""")
                        .example("version=3")
                        .calledElsewhere("clear-checksums", "fix", "repair"),
                (migrator, version, options, shown) -> migrator.acceptChecksum(version, shown));
    }

    static RepairCommand renumber() {
        return new RepairCommand(
                Manual.of("gives a row the number that its file has now", """
                                For a migration that was applied under one number and whose file has a different one since a merge. The
                                content is the same, so it does not run again. Rows that have exchanged their numbers are all moved.""")
                        .with(CommandOption.version("to", "the version of the file that the row belongs to"))
                        .example("version=3", "to=4"),
                (migrator, version, options, shown) -> migrator.renumber(version, options.requiredVersion("to")));
    }

    static RepairCommand forget() {
        return new RepairCommand(
                Manual.of("removes the row of a version, or of a repeatable", """
                                For an applied version whose file is gone for good, or that must run once more: with a file, it is
                                pending from then on. With a name instead, for a repeatable migration whose file was deleted. Nothing is
                                rolled back; the row as it was is logged.

                                On a terminal it shows the change, and asks.""")
                        .example("version=3")
                        .calledElsewhere("delete", "mark-unapplied", "remove", "unmark"),
                (migrator, version, options, shown) -> migrator.forget(version, shown));
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
        RepairReport report = this.repairing.repair(migrator, version, input.options(), change -> {
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

    /** The number that the row no longer has may have a file. */
    private static String again(Migrator migrator, RepairReport report, String is) {
        MigrationVersion former = report.before().version();
        if (report.after() != null && report.after().version().equals(former)) {
            return "";
        }
        VersionSet<Migration> pending = migrator.plan().pending();
        if (report.after() == null) {
            return migrator.onDisk()
                    .find(former)
                    .map(file -> "\nIt has a file, so it " + is + " pending: the next start runs it again.\n")
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
