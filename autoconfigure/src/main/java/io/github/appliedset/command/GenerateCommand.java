package io.github.appliedset.command;

import io.github.appliedset.authoring.NewMigration;
import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.generate.DeclaredLocations;
import io.github.appliedset.generate.GeneratedMigration;
import io.github.appliedset.generate.GeneratedMigrations;
import io.github.appliedset.generate.MigrationGenerator;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.text.Count;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the migrations that lead from the files on disk to the declared schema. */
final class GenerateCommand implements Command {

    @Override
    public Manual manual() {
        return Manual.of("writes the migrations that lead to the declared schema", """
                        Compares the schema that the files on disk produce with the declared one, in scratch databases, and
                        writes the migrations between them, each proven up and down.""")
                .with(
                        CommandOption.of("name", "WORDS", "the name of the file, or the start of several names"),
                        CommandOption.oneOf("split", List.of("change", "table", "single"), "what each file contains"),
                        CommandOption.of("renames", "A.B.C=D,...", "what was renamed; none if nothing was"),
                        CommandOption.of("objects", "A.B,...", "only these objects, and what they need"),
                        CommandOption.of("allow", "HAZARD,...", "hazards that are accepted, such as data-loss"),
                        CommandOption.oneOf(
                                "online",
                                List.of("true", "false"),
                                "the form that blocks least, the default, or the plain one"),
                        CommandOption.switchedOn("drop", "drops objects that are not declared"),
                        CommandOption.of("folder", "FOLDER", "the folder of the migrations, to read and to write"),
                        CommandOption.switchedOn("dry-run", "only prints what would be written"))
                .exits(CommandResult.DONE, "written, or nothing to do")
                .exits(CommandResult.FAILED, "refused")
                .exits(CommandResult.DIFFERS, "a dry run with something to write")
                .example("dry-run=true")
                .calledElsewhere("generate-changelog", "diff-changelog", "makemigrations");
    }

    @Override
    public CommandResult run(CommandInput input) {
        boolean dryRun = input.options().isTrue("dry-run");
        Path folder = input.existingFolder(" below " + Path.of("").toAbsolutePath()
                + ". Run the command in the folder of the sources, or name one: --applied-set.folder=...");
        Migrator migrator = input.migrator().toBuilder()
                .locations(input.sourceLocations().toArray(String[]::new))
                .build();
        MigrationGenerator generator = generator(input, migrator, folder);
        ScratchServer.require(input, migrator);
        GeneratedMigrations generated = named(input.options(), generator.generate());
        if (generated.isEmpty()) {
            return new CommandResult(
                    CommandResult.DONE,
                    "The migrations lead to the declared schema: there is nothing to write.\n" + notes(generated),
                    json(generated, List.of()));
        }
        if (dryRun) {
            return new CommandResult(
                    CommandResult.DIFFERS,
                    texts(generated) + notes(generated) + "Nothing was written: this is a dry run.\n",
                    json(generated, List.of()));
        }
        List<Path> files = generated.write(folder, input.known(migrator));
        return new CommandResult(
                CommandResult.DONE,
                "Wrote " + Count.of(generated.migrations().size(), "migration")
                        + (generated.notes().isEmpty()
                                ? ", each proven up and down\n\n"
                                : ", proven up and down; see the notes below\n\n")
                        + table(generated, files) + notes(generated) + snapshot(folder, migrator),
                json(generated, files));
    }

    private static MigrationGenerator generator(CommandInput input, Migrator migrator, Path folder) {
        CommandOptions options = input.options();
        MigrationGenerator.Builder builder = MigrationGenerator.builder()
                .migrator(migrator)
                .declared(DeclaredLocations.of(input.declared(), resources(folder)));
        input.entities().ifPresent(builder::entities);
        try {
            list(options, "allow").ifPresent(hazards -> builder.allow(known(hazards)));
            list(options, "renames").ifPresent(builder::renames);
            list(options, "objects").ifPresent(builder::objects);
            options.text("split").ifPresent(builder::split);
        } catch (IllegalArgumentException wrong) {
            throw new WrongUsageException(wrong.getMessage() + ".");
        }
        if (options.text("online").isPresent()) {
            builder.online(options.isTrue("online"));
        }
        if (input.terminal().isPresent()) {
            builder.renameQuestion(input::confirms).progress(what -> input.say().accept(what + " ...\n"));
        }
        return builder.drop(options.isTrue("drop")).build();
    }

    /** The resources of the module that the migrations are in. */
    private static Path resources(Path folder) {
        for (Path parent = folder; parent != null; parent = parent.getParent()) {
            if (parent.endsWith(CommandInput.RESOURCES)) {
                return parent;
            }
        }
        return CommandInput.RESOURCES;
    }

    private static String[] known(String[] hazards) {
        List<String> words =
                Arrays.stream(Hazard.values()).map(GenerateCommand::word).toList();
        for (String hazard : hazards) {
            if (!words.contains(hazard.toLowerCase(Locale.ROOT).replace('_', '-'))) {
                throw WrongUsageException.value("allow", hazard, words);
            }
        }
        return hazards;
    }

    private static String word(Hazard hazard) {
        return hazard.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<String[]> list(CommandOptions options, String name) {
        return options.text(name).map(text -> text.strip().split("\\s*,\\s*"));
    }

    /** A name of the user's own stands for one file, and before the names of several. */
    private static GeneratedMigrations named(CommandOptions options, GeneratedMigrations generated) {
        Optional<String> name = options.text("name").map(NewCommand::slug);
        if (name.isEmpty()) {
            return generated;
        }
        boolean single = generated.migrations().size() == 1;
        return new GeneratedMigrations(
                generated.migrations().stream()
                        .map(migration -> new GeneratedMigration(
                                single ? name.get() : shortened(name.get() + "_" + migration.name()),
                                migration.up(),
                                migration.down(),
                                migration.hazards(),
                                migration.nonTransactional()))
                        .toList(),
                generated.notes());
    }

    private static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= NewMigration.LONGEST_NAME
                ? name
                : name.substring(0, name.offsetByCodePoints(0, NewMigration.LONGEST_NAME));
    }

    private static String table(GeneratedMigrations generated, List<Path> files) {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < generated.migrations().size(); index++) {
            GeneratedMigration migration = generated.migrations().get(index);
            text.append("  ").append(files.get(2 * index)).append('\n');
            if (!migration.hazards().isEmpty()) {
                text.append("      ").append(hazards(migration)).append('\n');
            }
        }
        return text.toString();
    }

    private static String hazards(GeneratedMigration migration) {
        return migration.hazards().stream().sorted().map(Hazard::name).collect(Collectors.joining(", "));
    }

    private static String texts(GeneratedMigrations generated) {
        StringBuilder text = new StringBuilder();
        for (GeneratedMigration migration : generated.migrations()) {
            text.append("## ")
                    .append(migration.name())
                    .append(".up.sql\n\n")
                    .append(migration.up())
                    .append("\n## ")
                    .append(migration.name())
                    .append(".down.sql\n\n")
                    .append(migration.down())
                    .append('\n');
        }
        return text.toString();
    }

    private static String notes(GeneratedMigrations generated) {
        return generated.notes().stream()
                .map(note -> Paragraph.of("Note: ", 6, note))
                .collect(Collectors.joining());
    }

    /** A snapshot beside the migrations is taken again, so that both are committed together. */
    private static String snapshot(Path folder, Migrator migrator) {
        Path snapshot = folder.toAbsolutePath().resolveSibling("snapshot");
        if (!Files.isDirectory(snapshot)) {
            return "";
        }
        Snapshots snapshots = Snapshots.of(migrator);
        Coverage coverage = snapshots.coverage(snapshot);
        snapshots.save(snapshot, snapshots.fromMigrations(coverage));
        return "The snapshot in " + snapshot + " is up to date\n";
    }

    private static Map<String, Object> json(GeneratedMigrations generated, List<Path> files) {
        List<Map<String, Object>> migrations = new ArrayList<>();
        for (int index = 0; index < generated.migrations().size(); index++) {
            GeneratedMigration migration = generated.migrations().get(index);
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("name", migration.name());
            json.put("up", migration.up());
            json.put("down", migration.down());
            json.put(
                    "hazards",
                    migration.hazards().stream().sorted().map(Hazard::name).toList());
            json.put("nonTransactional", migration.nonTransactional());
            json.put(
                    "files",
                    files.isEmpty()
                            ? List.of()
                            : files.subList(2 * index, 2 * index + 2).stream()
                                    .map(Path::toString)
                                    .toList());
            migrations.add(json);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("migrations", migrations);
        json.put("notes", generated.notes());
        return json;
    }
}
