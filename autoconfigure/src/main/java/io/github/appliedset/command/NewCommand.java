package io.github.appliedset.command;

import io.github.appliedset.authoring.NewMigration;
import io.github.appliedset.authoring.NewMigrations;
import io.github.appliedset.authoring.NextVersions;
import io.github.appliedset.authoring.VersionStyle;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Composed;
import io.github.appliedset.text.Visible;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes an empty pair of files with the next version. */
final class NewCommand implements Command {

    private final Clock clock;

    NewCommand() {
        this(Clock.systemUTC());
    }

    NewCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Manual manual() {
        return Manual.of("writes an empty pair of files with the next version", """
                        The version is the next one in the style of the last in the folder: a counter with as many digits,
                        or a time in UTC. Works without the database if that cannot be reached, and says so.""")
                .with(
                        CommandOption.of(
                                "name", "WORDS", "the purpose of the migration: 'Add phone' becomes add_phone"),
                        CommandOption.of(
                                "folder",
                                "FOLDER",
                                "where to write; by default the folder of applied-set.locations below"
                                        + " src/main/resources"))
                .exits(CommandResult.FAILED, "nothing was written")
                .example("name='Add phone'")
                .calledElsewhere("add", "create", "make", "generate-migration");
    }

    @Override
    public CommandResult run(CommandInput input) {
        String name = slug(input.options().required("name"));
        Migrator migrator = input.migrator();
        Path folder = input.existingFolder(" below " + Path.of("").toAbsolutePath()
                + ". Run the command in the folder of the sources, or name one: --applied-set.folder=...");
        NextVersions versions = NextVersions.after(folder, input.known(migrator), VersionStyle.COUNTER, this.clock);
        NewMigrations pair = NewMigrations.in(folder, versions, List.of(new NewMigration(name, "", "")));
        pair.write();
        List<String> paths =
                pair.files().stream().map(file -> file.path().toString()).toList();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", pair.migrations().get(0).version().value());
        json.put("name", name);
        json.put("files", paths);
        return new CommandResult(
                CommandResult.DONE,
                "Wrote\n  " + paths.stream().map(Visible::line).collect(Collectors.joining("\n  ")) + "\n",
                json);
    }

    /** Lower case, and an underscore for everything but letters, with their marks, and digits. */
    static String slug(String name) {
        String slug = Composed.of(name.strip().toLowerCase(Locale.ROOT))
                .replaceAll("[^\\p{L}\\p{M}\\p{N}]+", "_")
                .replaceAll("(^|_)\\p{M}+", "$1")
                .replaceAll("^_+|_+$", "");
        if (slug.isEmpty()) {
            throw new WrongUsageException("--applied-set.name is '" + name + "', which has no letter or digit.");
        }
        int characters = slug.codePointCount(0, slug.length());
        if (characters > NewMigration.LONGEST_NAME) {
            throw new WrongUsageException("--applied-set.name has " + characters + " characters, more than "
                    + NewMigration.LONGEST_NAME + ".");
        }
        return slug;
    }
}
