package io.github.appliedset.adoption.files;

import io.github.appliedset.authoring.NewFile;
import io.github.appliedset.authoring.NewFiles;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.InvalidMigrationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An import of another tool's migration files into a folder beside the originals. The originals are not touched, and no
 * existing file is overwritten.
 *
 * @param tool whose files they are
 * @param from the folder with the originals
 * @param to the target folder
 * @param files the imported files, ascending by version
 * @param untranslated everything that has no counterpart, with advice
 */
public record FileImport(
        ImportTool tool, Path from, Path to, List<ImportedFile> files, List<Untranslated> untranslated) {

    /** Name of the default target folder, beside the originals. */
    public static final String TARGET = "applied-set";

    public FileImport {
        files = List.copyOf(files);
        untranslated = List.copyOf(untranslated);
    }

    /** The same with Flyway's default file names. */
    public static FileImport preview(Path from, @Nullable ImportTool tool, @Nullable Path to) {
        return preview(from, tool, to, FlywayNames.DEFAULT);
    }

    /**
     * Reads and converts the files; writes nothing. Files in the target folder keep the number that an earlier import gave
     * them.
     *
     * @param from the folder with the originals, sub-folders included
     * @param tool the tool they belong to; null to detect it from the files
     * @param to the folder to write to; null for a folder {@value #TARGET} beside {@code from}
     * @param names file names and placeholders as configured for Flyway
     * @throws InvalidMigrationException with every problem, if the import is refused
     */
    public static FileImport preview(Path from, @Nullable ImportTool tool, @Nullable Path to, FlywayNames names) {
        Path source = from.toAbsolutePath().normalize();
        Path target =
                to == null ? source.resolveSibling(TARGET) : to.toAbsolutePath().normalize();
        List<FileProblem> problems = new ArrayList<>();
        if (target.startsWith(source) || source.startsWith(target)) {
            problems.add(ImportProblem.of(
                    target,
                    "overlaps the folder of the originals; a folder of migrations must not contain files of another"
                            + " tool",
                    "Name a different target folder."));
        }
        List<SourceFile> originals = SourceFolder.read(source, suffixes(tool, names), problems);
        WrittenFiles written = new WrittenFiles(
                Files.isDirectory(target) ? SourceFolder.read(target, List.of(".sql"), problems) : List.of());
        if (!problems.isEmpty()) {
            throw InvalidMigrationException.importRefused(problems);
        }
        ImportTool chosen = tool == null ? toolOf(source, originals, names) : tool;
        Conversion conversion = chosen.converter(names).convert(originals, written);
        PlannedFiles planned = PlannedFiles.of(conversion, target, written, problems);
        if (problems.isEmpty() && planned.files().isEmpty()) {
            problems.add(ImportProblem.of(
                    source,
                    "contains no migration of " + chosen.title(),
                    "Name the folder with the files, --applied-set.folder=..., or a different tool,"
                            + " --applied-set.tool=..."));
        }
        if (!problems.isEmpty()) {
            throw InvalidMigrationException.importRefused(problems);
        }
        return new FileImport(
                chosen,
                source,
                target,
                planned.files(),
                Stream.concat(planned.untranslated().stream(), UnreadSources.in(source, chosen, originals).stream())
                        .toList());
    }

    private static List<String> suffixes(@Nullable ImportTool tool, FlywayNames names) {
        return tool == null || tool == ImportTool.FLYWAY
                ? Stream.concat(Stream.of(".sql"), names.suffixes().stream())
                        .distinct()
                        .toList()
                : List.of(".sql");
    }

    private static ImportTool toolOf(Path folder, List<SourceFile> files, FlywayNames names) {
        List<ImportTool> tools = Stream.of(ImportTool.values())
                .filter(tool -> files.stream().anyMatch(tool.converter(names)::recognizes))
                .toList();
        if (tools.size() != 1) {
            String titles =
                    String.join(", ", tools.stream().map(ImportTool::title).toList());
            throw InvalidMigrationException.importRefused(List.of(ImportProblem.of(
                    folder,
                    tools.isEmpty()
                            ? "contains no file of Flyway, goose, dbmate or Liquibase's formatted SQL"
                            : "contains files of several tools: " + titles,
                    tools.isEmpty()
                            ? "Name the folder with their files: --applied-set.folder=... Changelogs in XML, YAML or JSON, and migrations in"
                                    + " languages other than SQL, cannot be imported."
                            : "Choose one: "
                                    + tools.stream()
                                            .map(tool -> "--applied-set.tool=" + tool.property())
                                            .collect(Collectors.joining(" or ")))));
        }
        return tools.get(0);
    }

    /** The files that do not exist yet. */
    public List<ImportedFile> missing() {
        return this.files.stream().filter(file -> !file.there()).toList();
    }

    /**
     * Writes all files that do not exist yet, or none.
     *
     * @throws InvalidMigrationException if one cannot be written; those already written are removed
     */
    public void write() {
        new NewFiles(missing().stream()
                        .map(file -> new NewFile(this.to.resolve(file.path()), file.text()))
                        .toList())
                .write();
    }
}
