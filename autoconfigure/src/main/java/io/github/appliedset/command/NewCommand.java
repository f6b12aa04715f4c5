package io.github.appliedset.command;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes an empty pair of files with the next version. */
final class NewCommand implements Command {

    private static final int LONGEST_NAME = 200;

    private final Clock clock;

    NewCommand() {
        this(Clock.systemUTC());
    }

    NewCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public CommandResult run(CommandInput input) {
        String name = slug(input.options().required("name"));
        Migrator migrator = input.migrator();
        Path folder = input.existingFolder(" below " + Path.of("").toAbsolutePath()
                + ". Run the command in the folder of the sources, or name one: --applied-set.folder=...");
        String version = new NextVersion(this.clock).after(known(input, migrator));
        Path up = folder.resolve(version + "_" + name + ".up.sql");
        Path down = folder.resolve(version + "_" + name + ".down.sql");
        write(up);
        write(down);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", Long.parseLong(version));
        json.put("name", name);
        json.put("files", List.of(up.toString(), down.toString()));
        return new CommandResult(CommandResult.DONE, "Wrote\n  " + up + "\n  " + down + "\n", json);
    }

    /** Lower case, and an underscore for whatever is not a letter or a digit. */
    private static String slug(String name) {
        String slug = name.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", "_")
                .replaceAll("^_+|_+$", "");
        if (slug.isEmpty()) {
            throw new WrongUsageException("--applied-set.name is '" + name + "', which has no letter and no digit.");
        }
        if (slug.length() > LONGEST_NAME) {
            throw new WrongUsageException(
                    "--applied-set.name has " + slug.length() + " characters, more than " + LONGEST_NAME + ".");
        }
        return slug;
    }

    /** What is on disk and, if it can be asked, what the database knows. */
    private static MigrationPlan known(CommandInput input, Migrator migrator) {
        try {
            return migrator.plan();
        } catch (DatabaseAccessException unreachable) {
            input.say()
                    .accept("The database cannot be asked, so the version is only known not to be on disk: "
                            + unreachable.description().lines().findFirst().orElse("") + "\n");
            return MigrationPlan.between(migrator.onDisk(), VersionSet.empty());
        }
    }

    private static void write(Path file) {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException there) {
            throw new WrongUsageException(file + " is there already. It was not touched.");
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " could not be written: " + failure.getMessage(), failure);
        }
    }
}
