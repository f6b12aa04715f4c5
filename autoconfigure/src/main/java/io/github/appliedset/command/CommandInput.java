package io.github.appliedset.command;

import io.github.appliedset.adoption.files.FlywayNames;
import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.migrator.Migrator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a command works with.
 *
 * @param options of the command line
 * @param migrators by the names that operators see; none for a command that needs none
 * @param folders where the sources of each migrator's files are expected, by their names
 * @param flywayNames how the application has told Flyway to name files
 * @param checks compare databases with snapshots
 * @param say tells people something before the command has ended
 */
public record CommandInput(
        CommandOptions options,
        Map<String, Migrator> migrators,
        Map<String, List<Path>> folders,
        Supplier<FlywayNames> flywayNames,
        SchemaChecks checks,
        Consumer<String> say) {

    /** Where the jar has the page about errors. */
    public static final String ERRORS_PAGE = "META-INF/applied-set/errors.md";

    /** Where the sources of what is on the class path are, below the folder of a Maven project. */
    public static final Path RESOURCES = Path.of("src/main/resources");

    /**
     * The folder that the command line names, or else the first of those of the only migrator that is there.
     *
     * @param otherwise the end of the sentence that says that there is none
     */
    Path existingFolder(String otherwise) {
        List<Path> candidates = this.options
                .text("folder")
                .map(folder -> List.of(Path.of(folder)))
                .orElseGet(() -> this.folders.getOrDefault(migratorName(), List.of()));
        return candidates.stream()
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new WrongUsageException("There is no folder "
                        + candidates.stream().map(Path::toString).collect(Collectors.joining(" or ")) + otherwise));
    }

    /** The only migrator, or the one that the command line names. */
    Migrator migrator() {
        return Objects.requireNonNull(this.migrators.get(migratorName()));
    }

    /** Its name. */
    String migratorName() {
        if (this.folders.size() == 1) {
            return this.folders.keySet().iterator().next();
        }
        throw new WrongUsageException("There are several migrators: " + String.join(", ", this.folders.keySet())
                + ". Say which: --applied-set.migrator=NAME");
    }
}
