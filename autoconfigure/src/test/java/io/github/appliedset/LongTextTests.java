package io.github.appliedset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A group of alternatives that is repeated and may give back what it took is matched by one call per character: a long
 * literal ends the stack.
 */
class LongTextTests {

    /** As {@code (?:[^']|'')*} without a plus after it. */
    private static final Pattern RECURSIVE =
            Pattern.compile("\\(\\?:\\[\\^[^\\]]*\\]\\|[^()]*\\)(?:\\{[^}]*\\}|[*+])(?!\\+)");

    @Test
    void quotedTextIsMatchedPossessively() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<String> recursive = files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> RECURSIVE
                            .matcher(text(file))
                            .results()
                            .map(MatchResult::group)
                            .map(found -> file.getFileName() + " " + found))
                    .toList();

            assertThat(recursive).isEmpty();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
