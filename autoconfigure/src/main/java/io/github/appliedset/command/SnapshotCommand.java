package io.github.appliedset.command;

import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.drift.DriftText;
import io.github.appliedset.schema.snapshot.SavedSnapshot;
import io.github.appliedset.text.Count;
import io.github.appliedset.text.Visible;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the snapshot of the schema. */
final class SnapshotCommand implements Command {

    private static final List<String> SOURCES = List.of("database", "migrations");

    @Override
    public Manual manual() {
        return Manual.of("writes the schema to files in db/snapshot", """
                        The application ships these files; each start compares the database with them. Files that have not
                        changed are not rewritten.""")
                .with(
                        CommandOption.oneOf(
                                "from",
                                SOURCES,
                                "the database as it is, the default, or the schema that the migrations produce in an"
                                        + " empty scratch database beside it"),
                        CommandOption.of(
                                "folder", "FOLDER", "where to write; by default src/main/resources/db/snapshot"))
                .example("from=migrations")
                .calledElsewhere("dump", "schema");
    }

    @Override
    public CommandResult run(CommandInput input) {
        String from = input.options().oneOf("from", SOURCES);
        Migrator migrator = input.migrator();
        Path folder = folder(input, migrator);
        // Before anything is written: the files may be unusable.
        Optional<MigrationPlan> plan =
                from.equals("database") ? Optional.of(migrator.plan()) : Optional.<MigrationPlan>empty();
        if (plan.isEmpty()) {
            ScratchServer.require(input, migrator);
        }
        Snapshots snapshots = Snapshots.of(migrator);
        Coverage coverage = snapshots.coverage(folder);
        Schema schema = from.equals("database") ? snapshots.live(coverage) : snapshots.fromMigrations(coverage);
        SavedSnapshot saved = snapshots.save(folder, schema);
        String source = from.equals("database") ? "the database as it is" : "the migrations, run in a scratch database";
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("folder", saved.root().toString());
        json.put("objects", saved.objects());
        json.put("written", saved.written());
        json.put("removed", saved.removed());
        json.put("notTold", schema.notTold());
        return new CommandResult(
                CommandResult.DONE,
                EachMigrator.heading(input, input.migratorName(), migrator)
                        + Paragraph.of(
                                "",
                                0,
                                "Snapshot of " + source + ": " + Count.of(saved.objects(), "object") + " in "
                                        + Visible.line(folder))
                        + Count.of(saved.written(), "file") + " written, " + saved.removed() + " removed\n"
                        + notTold(schema)
                        + plan.map(SnapshotCommand::notAsOnDisk).orElse(""),
                json);
    }

    private static String notTold(Schema schema) {
        return schema.notTold().isEmpty() ? "" : "Note: " + DriftText.notTold(schema.notTold()) + "\n";
    }

    private static String notAsOnDisk(MigrationPlan plan) {
        return plan.pending().isEmpty() && plan.orphans().isEmpty()
                ? ""
                : "Note: the database does not match the files: "
                        + Count.of(plan.pending().size(), "migration") + " pending, "
                        + Count.of(plan.orphans().size(), "orphan")
                        + ".\nFor the schema that the files produce: --applied-set.from=migrations\n";
    }

    private static Path folder(CommandInput input, Migrator migrator) {
        return input.options().text("folder").map(Path::of).orElseGet(() -> {
            if (!Files.isDirectory(CommandInput.RESOURCES)) {
                throw new WrongUsageException("There is no folder " + CommandInput.RESOURCES + " below "
                        + Path.of("").toAbsolutePath()
                        + ". Run the command in the folder of the sources, or name one: --applied-set.folder=...");
            }
            return CommandInput.RESOURCES.resolve(SchemaChecks.location(migrator));
        });
    }
}
