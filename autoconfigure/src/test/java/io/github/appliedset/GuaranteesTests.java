package io.github.appliedset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The tests that docs/reference/guarantees.md names are there. */
class GuaranteesTests {

    private static final Pattern TEST_CLASS = Pattern.compile("`(\\w+Tests)`");
    private static final Pattern TEST = Pattern.compile("`(\\w+Tests)\\.(\\w+)`");

    @Test
    void everyGuaranteeHasItsTest() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/guarantees.md"));
        Map<String, String> sources = sources();

        List<String> missing = TEST.matcher(page)
                .results()
                .filter(test -> !sources.getOrDefault(test.group(1), "").contains("void " + test.group(2) + "("))
                .map(test -> test.group(1) + "." + test.group(2))
                .toList();

        assertThat(missing).isEmpty();
        assertThat(page.lines().filter(line -> line.startsWith("| ") && !line.contains("| test |")))
                .as("every row names one")
                .allMatch(line -> TEST.matcher(line).find());
    }

    @Test
    void everyPromiseOfTheReadmeNamesItsProof() throws IOException {
        List<String> rows = Files.readString(Path.of("../README.md"))
                .lines()
                .dropWhile(line -> !line.equals("| promise | proved by |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        Map<String, String> sources = sources();

        assertThat(rows).hasSizeGreaterThan(10).allSatisfy(row -> {
            List<String> tests =
                    TEST_CLASS.matcher(row).results().map(test -> test.group(1)).toList();
            assertThat(sources.keySet()).containsAll(tests);
            assertThat(!tests.isEmpty() || row.contains("](.github/workflows/build.yml)"))
                    .isTrue();
        });
    }

    /** The versions that the README promises are those that the workflow builds with. */
    @Test
    @SuppressWarnings("unchecked")
    void workflowRunsTheVersionsThatArePromised() throws IOException {
        Map<String, Object> workflow = new Yaml().load(Files.readString(Path.of("../.github/workflows/build.yml")));
        Map<String, Map<String, Object>> jobs = (Map<String, Map<String, Object>>) workflow.get("jobs");
        Map<String, Map<String, List<Map<String, Object>>>> strategy =
                (Map<String, Map<String, List<Map<String, Object>>>>)
                        jobs.get("matrix").get("strategy");
        List<Map<String, Object>> cells = strategy.get("matrix").get("include");
        String promises = Files.readString(Path.of("../README.md"));

        assertThat(promises)
                .contains("PostgreSQL 14 to 18, Java 17, 21 and 25, Spring Boot 4.0 and 4.1, drivers from 42.7.11 on");
        assertThat(cells)
                .extracting(cell -> String.valueOf(cell.get("options")))
                .contains(IntStream.rangeClosed(14, 18)
                        .mapToObj(major -> "-Dtest.postgres.major=" + major)
                        .toArray(String[]::new))
                .contains("-Dpostgresql.version=42.7.11")
                .anyMatch(options -> options.startsWith("-Dspring-boot.version=4.0."))
                .anyMatch(options -> options.startsWith("-Dspring-boot.version=4.1."));
        assertThat(cells).extracting(cell -> cell.get("java")).contains(17, 21, 25);
        assertThat(jobs).containsOnlyKeys("gate", "matrix", "other-driver", "testcontainers", "release", "site");
        assertThat(jobs.get("gate").get("steps").toString()).contains(".ci/run");
    }

    /** A list of tests that run again names tests, and the page that explains the gate names the list. */
    @Test
    void gateRunsTheTestsOnItsLists() throws IOException {
        String gate = Files.readString(Path.of("../.ci/run"));
        assertThat(gate)
                .contains(
                        "engine-tests -Dtest.postgres.major=14",
                        "engine-tests -Dtest.postgres.major=18",
                        "engine-tests -Pother-driver",
                        "case-tests -Dtest.postgres.major=18",
                        "boot-tests -Dspring-boot.version=4.0.");
        for (String list : List.of("engine-tests", "case-tests", "boot-tests")) {
            assertThat(Files.readString(Path.of("../docs/contributing.md"))).contains("`.ci/" + list + "`");
            List<String> patterns = Files.readAllLines(Path.of("../.ci", list)).stream()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
            assertThat(patterns).isNotEmpty().allSatisfy(pattern -> {
                PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
                try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
                    assertThat(files).anyMatch(matcher::matches);
                }
            });
        }
    }

    /** A reader who copies a dependency gets the version that the pages describe. */
    @Test
    void pagesNameTheVersionOfTheBuild() throws IOException {
        Pattern version = Pattern.compile("<artifactId>applied-set[\\w-]*</artifactId>\\s*<version>([^<$]+)</version>");
        List<String> named = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            files.filter(file -> file.toString().matches(".*(README\\.md|/docs/.*\\.md|pom\\.xml)"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .forEach(file -> version.matcher(read(file)).results().forEach(match -> named.add(match.group(1))));
        }

        assertThat(named).hasSizeGreaterThan(7).containsOnly(named.get(0));
    }

    private static Map<String, String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.toString().endsWith("Tests.java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""), GuaranteesTests::read));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
