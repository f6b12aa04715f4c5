package io.github.appliedset.script;

import static io.github.appliedset.script.PsqlComparison.assertCutAlike;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cuts the scripts of {@code script-corpus} with the reader and with the real {@code psql}. */
@Tag("faults")
class PsqlDifferentialTests {

    static List<String> corpus() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(corpusFolder())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Path corpusFolder() throws URISyntaxException {
        return Path.of(PsqlDifferentialTests.class.getResource("/script-corpus").toURI());
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void splitsFilesLikePsql(String name) throws Exception {
        String text = Files.readString(corpusFolder().resolve(name));
        Set<String> scripts = new LinkedHashSet<>(List.of(
                text,
                "\uFEFF" + text,
                text.replaceAll("[;\\s]+$", ""),
                text.replaceAll("\r?\n", "\r\n"),
                text.replaceAll("\r?\n", "\n\n")));
        if (!text.contains("\\.\n")) {
            scripts.add(text.replaceAll("\r?\n", "\r"));
        }

        assertCutAlike(List.copyOf(scripts));
    }

    @Test
    void splitsLongLinesLikePsql() throws Exception {
        assertCutAlike(List.of(
                "SELECT '" + "x;".repeat(1_000_000) + "'; SELECT 2;",
                "SELECT 1; ".repeat(10_000),
                "SELECT " + "a$b$c, ".repeat(100_000) + "1; SELECT 2;",
                "SELECT $" + "a".repeat(100_000) + "$;$" + "a".repeat(100_000) + "$; SELECT 2;",
                "SELECT " + "/*;".repeat(10_000) + "*/".repeat(10_000) + "; SELECT 2;",
                "COPY t FROM STDIN;\n" + "x".repeat(1_000_000) + "\\.\n\\.\nSELECT 2;"));
    }
}
