package io.github.appliedset.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about dependencies shows what an application inherits from the starter, and why. */
class DependenciesPageTests {

    private static final Path PAGE = Path.of("../docs/reference/dependencies.md");

    /** Written by the build of the starter. */
    private static final Path INHERITED = Path.of("../starter/target/dependencies.txt");

    private static final Pattern TREE = Pattern.compile("(?s)<!-- tree -->\\s*```text\\n(.*?)```\\s*<!-- /tree -->");

    /** Without versions, and without the scope that nearly all have. */
    private static List<String> inherited() throws IOException {
        return Files.readAllLines(INHERITED).stream()
                .map(line -> line.replaceFirst(":jar:[^:]+(:compile)?", ""))
                .toList();
    }

    @Test
    void treeIsThatOfTheStarter() throws IOException {
        Matcher tree = TREE.matcher(Files.readString(PAGE));

        assertThat(tree.find()).as("a tree in " + PAGE).isTrue();
        assertThat(tree.group(1).lines()).containsExactlyElementsOf(inherited());
    }

    @Test
    void everyLineOfItHasAReason() throws IOException {
        String reasons = Files.readString(PAGE).split("## Why each is there")[1].split("\n## ")[0];

        assertThat(inherited().stream().skip(1).map(line -> line.replaceFirst(".*:", "`") + "`"))
                .isNotEmpty()
                .allSatisfy(artifact -> assertThat(reasons).contains(artifact));
    }
}
