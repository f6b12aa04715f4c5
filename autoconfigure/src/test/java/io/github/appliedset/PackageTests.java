package io.github.appliedset;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of arrows in docs/architecture.md, and that nothing goes in circles, neither packages nor the files of one. */
class PackageTests {

    private static final String ROOT = LibraryClasses.ROOT;
    private static final Path SOURCES = Path.of("src/main/java/io/github/appliedset");
    private static final Pattern ROW = Pattern.compile("\\| `([\\w.]+)` \\| (.*) \\|");
    private static final Pattern NAME = Pattern.compile("`([\\w.]+)`");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?io\\.github\\.appliedset\\.([a-z.]+)\\.[A-Z]");

    private static final Pattern CONSTANT = Pattern.compile("\\b([A-Z]\\w+)\\.[A-Z][A-Z0-9_]+\\b");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*");

    private static final JavaClasses CLASSES = LibraryClasses.ALL;

    @Test
    void everyPackageHasARowInTheTable() throws IOException {
        Set<String> packages = CLASSES.stream()
                .map(PackageTests::packageOf)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());

        assertThat(rows().map(row -> row.group(1))).containsExactlyInAnyOrderElementsOf(packages);
    }

    @Test
    void dependenciesInTheTableMatchTheCode() throws IOException {
        List<String> table = rows().flatMap(row ->
                        NAME.matcher(row.group(2)).results().map(target -> row.group(1) + " -> " + target.group(1)))
                .toList();

        assertThat(table)
                .as("every package imports what docs/architecture.md says, and nothing else")
                .containsExactlyInAnyOrderElementsOf(arrowsOfTheCode());
    }

    private static Stream<MatchResult> rows() throws IOException {
        return Files.readString(Path.of("../docs/architecture.md"))
                .lines()
                .dropWhile(line -> !line.equals("| package | imports |"))
                .takeWhile(line -> !line.isEmpty())
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(Matcher::toMatchResult);
    }

    /** From class files, and from sources, because a constant of another package is not in the class file. */
    private static Set<String> arrowsOfTheCode() throws IOException {
        Set<String> arrows = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith(ROOT + "."))
                    .map(target -> packageOf(type) + " -> " + packageOf(target))
                    .forEach(arrows::add);
        }
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String from = SOURCES.relativize(file.getParent()).toString().replace('/', '.');
                IMPORT.matcher(Files.readString(file))
                        .results()
                        .map(target -> from + " -> " + target.group(1))
                        .forEach(arrows::add);
            }
        }
        arrows.removeIf(arrow -> arrow.matches("(.*) -> \\1"));
        return arrows;
    }

    private static String packageOf(JavaClass type) {
        return type.getPackageName().equals(ROOT) ? "" : type.getPackageName().substring(ROOT.length() + 1);
    }

    @Test
    void packagesHaveNoCycles() throws IOException {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (String arrow : arrowsOfTheCode()) {
            String[] ends = arrow.split(" -> ");
            uses.computeIfAbsent(ends[0], first -> new TreeSet<>()).add(ends[1]);
        }

        assertThat(circles(uses))
                .as("packages of a circle are one that is harder to read")
                .isEmpty();
    }

    @Test
    void filesHaveNoCycles() throws IOException {
        Map<String, Set<String>> uses = usesByFile();

        assertThat(circles(uses))
                .as("files of a circle can only be read together")
                .isEmpty();
    }

    /** The arrows that are part of one. */
    private static Set<String> circles(Map<String, Set<String>> uses) {
        Set<String> circles = new TreeSet<>();
        uses.forEach((from, targets) -> targets.stream()
                .filter(to -> reachable(to, uses).contains(from))
                .forEach(to -> circles.add(from + " -> " + to)));
        return circles;
    }

    /** What each file, a top-level class with all that is in it, uses of its own package. */
    private static Map<String, Set<String>> usesByFile() throws IOException {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().equals(type.getPackageName()))
                    .map(PackageTests::fileOf)
                    .filter(target -> !target.equals(fileOf(type)))
                    .forEach(target -> uses.computeIfAbsent(fileOf(type), first -> new TreeSet<>())
                            .add(target));
        }
        addConstants(uses);
        return uses;
    }

    /** Adds what class files do not show: a constant of another file is copied into them. */
    private static void addConstants(Map<String, Set<String>> uses) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String from = fileAt(file);
                CONSTANT.matcher(COMMENT.matcher(Files.readString(file)).replaceAll(""))
                        .results()
                        .map(use -> file.resolveSibling(use.group(1) + ".java"))
                        .filter(used -> Files.exists(used) && !used.equals(file))
                        .forEach(used -> uses.computeIfAbsent(from, first -> new TreeSet<>())
                                .add(fileAt(used)));
            }
        }
    }

    private static String fileAt(Path source) {
        return SOURCES.relativize(source).toString().replace('/', '.').replaceFirst("\\.java$", "");
    }

    private static String fileOf(JavaClass type) {
        return type.getEnclosingClass()
                .map(PackageTests::fileOf)
                .orElseGet(() -> type.getName().substring(ROOT.length() + 1));
    }

    private static Set<String> reachable(String start, Map<String, Set<String>> uses) {
        Set<String> reached = new HashSet<>(Set.of(start));
        Deque<String> next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            uses.getOrDefault(next.pop(), Set.of()).stream()
                    .filter(reached::add)
                    .forEach(next::push);
        }
        return reached;
    }
}
