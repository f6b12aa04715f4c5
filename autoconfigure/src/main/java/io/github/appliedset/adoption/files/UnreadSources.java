package io.github.appliedset.adoption.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a folder that an import does not read, but that the other tool may have run: migrations in programming
 * languages, changelogs in other formats, and anything with a version in its name.
 */
final class UnreadSources {

    private static final String NOT_WRITTEN = "It was not written";

    private static final Map<String, String> LANGUAGES = Map.ofEntries(
            Map.entry("go", "Go"),
            Map.entry("java", "Java"),
            Map.entry("class", "Java"),
            Map.entry("kt", "Kotlin"),
            Map.entry("kts", "Kotlin"),
            Map.entry("groovy", "Groovy"),
            Map.entry("scala", "Scala"),
            Map.entry("js", "JavaScript"),
            Map.entry("mjs", "JavaScript"),
            Map.entry("cjs", "JavaScript"),
            Map.entry("ts", "TypeScript"),
            Map.entry("py", "Python"),
            Map.entry("rb", "Ruby"),
            Map.entry("php", "PHP"),
            Map.entry("cs", "C#"),
            Map.entry("ex", "Elixir"),
            Map.entry("exs", "Elixir"),
            Map.entry("rs", "Rust"),
            Map.entry("sh", "shell"),
            Map.entry("bash", "shell"),
            Map.entry("ps1", "PowerShell"),
            Map.entry("bat", "batch"),
            Map.entry("cmd", "batch"));

    private static final Map<String, String> CHANGELOGS =
            Map.of("xml", "XML", "yaml", "YAML", "yml", "YAML", "json", "JSON");

    /** {@code 00002_fill}, {@code V1_2__fill}, {@code 2024-01-02-fill}. */
    private static final Pattern VERSIONED = Pattern.compile("[VUBvub]?(?<version>\\d+([._]\\d+)*?)[_.-].+");

    private static final Pattern REPEATABLE = Pattern.compile("R__.+");
    private static final Pattern CALLBACK = Pattern.compile("(before|after)[A-Z]\\w*(__.+)?\\.\\w+");

    /** Text that marks a migration in code whose file name has no version. */
    private static final Pattern MIGRATION_IN_CODE =
            Pattern.compile("goose\\.Add\\w*Migration|NewGoMigration|\\bBaseJavaMigration\\b|\\bJavaMigration\\b"
                    + "|\\bCustom(Task|Sql)Change\\b|\\bimplements MigrationInterface\\b|\\bdef upgrade\\(");

    private static final Pattern CHANGELOG = Pattern.compile("databaseChangeLog");
    private static final Pattern INCLUDE = Pattern.compile("\\binclude(All)?\\b");
    private static final Pattern PASSED_OVER = Pattern.compile(".*_test\\.go|.*\\.conf|flyway\\.\\w+");
    private static final int LONGEST_BEGINNING = 1_000_000;

    /** How many levels above the folder of its changesets to look for a master changelog. */
    private static final int LEVELS = 4;

    private static final String RESOURCES = "resources";

    private final Path folder;
    private final ImportTool tool;
    private final List<Untranslated> found = new ArrayList<>();

    private UnreadSources(Path folder, ImportTool tool) {
        this.folder = folder;
        this.tool = tool;
    }

    /**
     * Finds them.
     *
     * @param given the folder
     * @param read the files that the import has read
     */
    static List<Untranslated> in(Path given, ImportTool tool, List<SourceFile> read) {
        Path folder = given.toAbsolutePath().normalize();
        UnreadSources sources = new UnreadSources(folder, tool);
        List<Path> known =
                read.stream().map(file -> folder.resolve(file.path())).toList();
        try {
            sources.addBelow(folder, known);
            if (tool == ImportTool.LIQUIBASE) {
                sources.addChangelogsBeside();
            } else if (tool == ImportTool.FLYWAY) {
                sources.addClassesBeside();
            }
        } catch (IOException | UncheckedIOException unreadable) {
            sources.add(folder, "cannot be read to its end: " + unreadable, "Files may be missing here");
        }
        return sources.found;
    }

    private void addBelow(Path parent, List<Path> known) throws IOException {
        for (Path path : entriesOf(parent)) {
            String name = path.getFileName().toString();
            if (Files.isDirectory(path)) {
                if (SourceFolder.isKubernetesData(path)) {
                    continue;
                }
                if (Files.isSymbolicLink(path)) {
                    add(path, "a link to a folder, which is not followed", "Its files were not read");
                } else if (!SourceFolder.isHidden(this.folder, path) && !name.equals("node_modules")) {
                    addBelow(path, known);
                }
            } else if (!known.contains(path)) {
                addIfMigration(path, name);
            }
        }
    }

    private static List<Path> entriesOf(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    /** A master changelog is usually above the folder of its changesets, but not above the project's resources. */
    private void addChangelogsBeside() throws IOException {
        Path at = this.folder;
        for (int level = 0; level < LEVELS && !isNamed(at, RESOURCES); level++) {
            at = at.getParent();
            if (at == null || !Files.isReadable(at)) {
                return;
            }
            for (Path path : entriesOf(at)) {
                if (Files.isRegularFile(path) && isChangelog(path)) {
                    addChangelog(path);
                }
            }
        }
    }

    private static boolean isNamed(Path path, String name) {
        return path.getFileName() != null && path.getFileName().toString().equals(name);
    }

    /**
     * Flyway looks for classes in a package of the same name: {@code src/main/java/db/migration}. A folder of one database
     * ({@code db/migration/{vendor}}) shares the package above.
     */
    private void addClassesBeside() throws IOException {
        Path above = this.folder.getParent();
        Path scripts = above != null && isNamed(this.folder, "postgresql") ? above : this.folder;
        Path below = scripts.getFileName();
        if (below == null) {
            return;
        }
        for (Path at = scripts.getParent(); at != null && at.getFileName() != null; at = at.getParent()) {
            if (isNamed(at, RESOURCES)) {
                for (String language : List.of("groovy", "java", "kotlin", "scala")) {
                    Path classes = at.resolveSibling(language).resolve(below);
                    if (Files.isDirectory(classes)) {
                        addBelow(classes, List.of());
                    }
                }
                return;
            }
            below = at.getFileName().resolve(below);
        }
    }

    private void addIfMigration(Path path, String name) throws IOException {
        if (PASSED_OVER.matcher(name).matches()) {
            return;
        }
        String language = LANGUAGES.get(ending(name));
        Matcher versioned = VERSIONED.matcher(name);
        if (isChangelog(path)) {
            addChangelog(path);
        } else if (CALLBACK.matcher(name).matches()) {
            add(path, "a callback" + (language == null ? "" : " written in " + language), NOT_WRITTEN);
        } else if (language != null && versioned.matches()) {
            add(path, "a migration written in " + language, advice(versioned.group("version")));
        } else if (language != null && isMigrationInCode(path)) {
            add(path, "holds a migration written in " + language, advice(null));
        } else if (versioned.matches() || REPEATABLE.matcher(name).matches()) {
            add(
                    path,
                    "has the name of a migration, but an ending that is not read",
                    "If " + this.tool.title() + " ran it, write it as a migration by hand. " + NOT_WRITTEN);
        }
    }

    private void addChangelog(Path path) throws IOException {
        String format = CHANGELOGS.get(ending(path.getFileName().toString()));
        boolean ordersOthers = INCLUDE.matcher(text(path)).find();
        add(
                path,
                "a changelog in " + format + (ordersOthers ? ", which sets the order of others" : ""),
                (ordersOthers
                                ? "The new files are numbered in the order of their paths: check that this is the same order. "
                                : "Write its changesets as migrations by hand. ")
                        + NOT_WRITTEN);
    }

    private static String advice(@Nullable String version) {
        return "Write it in SQL, or as a Java migration" + (version == null ? "" : ", with the version " + version)
                + ". " + NOT_WRITTEN;
    }

    private static boolean isChangelog(Path path) throws IOException {
        return CHANGELOGS.containsKey(ending(path.getFileName().toString()))
                && CHANGELOG.matcher(text(path)).find();
    }

    private static boolean isMigrationInCode(Path path) throws IOException {
        return MIGRATION_IN_CODE.matcher(text(path)).find();
    }

    /** The beginning, in an encoding in which every byte is a character: only ASCII is searched for. */
    private static String text(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return "";
        }
        try (InputStream content = Files.newInputStream(path)) {
            return new String(content.readNBytes(LONGEST_BEGINNING), StandardCharsets.ISO_8859_1);
        }
    }

    private static String ending(String name) {
        return Optional.of(name.lastIndexOf('.'))
                .filter(dot -> dot >= 0)
                .map(dot -> name.substring(dot + 1))
                .orElse("");
    }

    private void add(Path path, String what, String advice) {
        String shown = this.folder.relativize(path).toString().replace('\\', '/');
        this.found.add(new Untranslated(shown, 0, what, advice, false));
    }
}
