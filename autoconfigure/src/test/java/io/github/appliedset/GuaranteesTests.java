package io.github.appliedset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that docs/reference/guarantees.md names are there. */
class GuaranteesTests {

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
