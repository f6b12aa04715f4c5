package io.github.appliedset.command;

import io.github.appliedset.adoption.files.FlywayNames;
import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.generate.DeclaredEntities;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantMigrator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Input of a command.
 *
 * @param options of the command line
 * @param migrators by the names that operators see; none for a command that needs none
 * @param folders expected source folders of each migrator's files, by name of the migrator
 * @param flywayNames Flyway's file naming, as configured in the application
 * @param checks compare databases with snapshots
 * @param declared locations of the declared schema
 * @param entities the first source of the declared schema, if the application has asked for them
 * @param branches what properties say about the branches of a migrator, by its name
 * @param say shows a message before the command has ended
 * @param terminal where the operator can be asked
 * @param tenants all tenants, if the command is about them as well
 */
public record CommandInput(
        CommandOptions options,
        Map<String, Migrator> migrators,
        Map<String, List<Path>> folders,
        Supplier<FlywayNames> flywayNames,
        SchemaChecks checks,
        List<String> declared,
        Optional<DeclaredEntities> entities,
        Function<String, BranchSettings> branches,
        Consumer<String> say,
        Terminal terminal,
        Optional<TenantMigrator> tenants) {

    /** Path of the errors page in the jar. */
    public static final String ERRORS_PAGE = "META-INF/applied-set/errors.md";

    private static final Set<String> YES = Set.of("y", "yes");

    /** Folder of class path resources in a Maven project. */
    public static final Path RESOURCES = Path.of("src/main/resources");

    /** Whether the operator must agree first: somebody sits at a terminal and has not answered in advance. */
    boolean asks() {
        return !this.options.isTrue("yes") && this.terminal.isPresent();
    }

    /**
     * Asks the operator, after showing what would be done.
     *
     * @throws DeclinedException unless the answer is yes
     */
    void ask(String shown, String question) {
        this.say.accept(shown);
        if (!confirms(question)) {
            throw new DeclinedException();
        }
    }

    /**
     * Whether the operator says yes.
     *
     * @throws DeclinedException at the end of the input, which is no answer
     */
    boolean confirms(String question) {
        String answer = this.terminal.ask(question + " [yes/no] ");
        if (answer == null) {
            throw new DeclinedException();
        }
        return YES.contains(answer.strip().toLowerCase(Locale.ROOT));
    }

    /**
     * The folder given on the command line, or else the first existing one of the only migrator.
     *
     * @param otherwise end of the error message if there is none
     */
    Path existingFolder(String otherwise) {
        List<Path> candidates = this.options
                .text("folder")
                .map(folder -> List.of(Path.of(folder)))
                .orElseGet(() -> this.folders.getOrDefault(migratorName(), List.of()));
        return candidates.stream()
                .filter(Files::isDirectory)
                .findFirst()
                .or(() -> inTheOneModule(candidates))
                .orElseThrow(() -> new WrongUsageException("There is no folder "
                        + candidates.stream().map(Path::toString).collect(Collectors.joining(" or ")) + otherwise));
    }

    /**
     * Where the migrations are as they were written: in source folders, and on the class path for a location that has none here,
     * because another module ships it. A folder on the command line stands for the location that it ends with, or else for all.
     */
    List<String> sourceLocations() {
        return sourceLocations(migratorName(), "folder");
    }

    /**
     * The same for one of several migrators.
     *
     * @param migrator its name
     * @param option which names the folder
     */
    List<String> sourceLocations(String migrator, String option) {
        Path here = Path.of("").toAbsolutePath();
        List<Path> expected = this.folders.getOrDefault(migrator, List.of());
        Optional<Path> named = this.options.text(option).map(here::resolve).map(Path::normalize);
        if (named.isPresent() && expected.stream().noneMatch(folder -> isIn(named, folder))) {
            return List.of("file:" + named.get());
        }
        return expected.stream()
                .map(folder -> isIn(named, folder) ? "file:" + named.get() : sourceLocation(folder, here))
                .distinct()
                .toList();
    }

    private static boolean isIn(Optional<Path> named, Path expected) {
        return named.isPresent() && named.get().endsWith(location(expected));
    }

    private static String sourceLocation(Path expected, Path here) {
        Path found = SourceFolders.of(List.of(expected), here).get(0);
        return Files.isDirectory(found) || !expected.startsWith(RESOURCES)
                ? "file:" + found
                : "classpath:" + location(expected).toString().replace('\\', '/');
    }

    private static Path location(Path expected) {
        return expected.startsWith(RESOURCES) ? RESOURCES.relativize(expected) : expected;
    }

    private Optional<Path> inTheOneModule(List<Path> candidates) {
        if (this.options.text("folder").isPresent()) {
            return Optional.empty();
        }
        Path here = Path.of("").toAbsolutePath();
        return SourceFolders.of(candidates, here).stream()
                .filter(Files::isDirectory)
                .map(here::relativize)
                .findFirst();
    }

    /** The versions on disk and, if the database can be read, those in it. */
    MigrationPlan known(Migrator migrator) {
        try {
            return migrator.plan();
        } catch (DatabaseAccessException unreachable) {
            this.say.accept("The database cannot be read, so the version was only checked against the files on disk: "
                    + unreachable.description().lines().findFirst().orElse("") + "\n");
            return MigrationPlan.between(migrator.onDisk(), VersionSet.empty());
        }
    }

    /** The only migrator, or the one selected on the command line. */
    Migrator migrator() {
        return Objects.requireNonNull(this.migrators.get(migratorName()));
    }

    /** The name of that migrator. */
    String migratorName() {
        if (this.folders.size() == 1) {
            return this.folders.keySet().iterator().next();
        }
        throw WrongUsageException.ofLines("There are several migrators: " + String.join(", ", this.folders.keySet())
                + ".\nSelect one with --applied-set.migrator=NAME.");
    }
}
