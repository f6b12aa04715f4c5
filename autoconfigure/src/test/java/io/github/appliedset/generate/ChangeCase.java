package io.github.appliedset.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A change of a schema, and the files that lead there.
 *
 * @param file the file that holds it
 * @param name its name
 * @param sections texts by their names: options, refused, from, to, files
 */
record ChangeCase(Path file, String name, Map<String, String> sections) {

    static final Path FOLDER = Path.of("src/test/resources/generate");

    static List<ChangeCase> all() throws IOException {
        List<ChangeCase> cases = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                for (String part : Files.readString(file).split("(?m)^=== ")) {
                    if (!part.isBlank()) {
                        cases.add(parse(file, part));
                    }
                }
            }
        }
        return cases;
    }

    private static ChangeCase parse(Path file, String part) {
        Map<String, String> sections = new LinkedHashMap<>();
        String[] parts = part.split("(?m)^--- ");
        for (int index = 1; index < parts.length; index++) {
            String[] lines = parts[index].split("\n", 2);
            sections.put(lines[0].strip(), lines.length == 1 ? "" : lines[1]);
        }
        return new ChangeCase(file, parts[0].strip(), sections);
    }

    String section(String section) {
        return this.sections.getOrDefault(section, "").strip();
    }

    String text() {
        StringBuilder text = new StringBuilder("=== " + this.name + "\n");
        this.sections.forEach((section, content) -> text.append("--- ")
                .append(section)
                .append('\n')
                .append(content.isBlank() ? "" : content.strip() + "\n"));
        return text.toString();
    }

    @Override
    public String toString() {
        return this.name;
    }
}
