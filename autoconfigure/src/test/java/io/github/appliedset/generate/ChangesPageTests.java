package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.schema.change.Hazard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference of changes is what the cases show; {@code -Ddocs.update=true} writes it. */
class ChangesPageTests {

    private static final Path PAGE = Path.of("../docs/reference/changes.md");
    private static final String BEGIN = "<!-- written by a test from here on -->\n";
    private static final List<String> SECTIONS = List.of("columns", "constraints", "tables", "code");

    @Test
    void pageSaysWhatTheCasesShow() throws IOException {
        String page = Files.readString(PAGE);
        String expected = page.substring(0, page.indexOf(BEGIN)) + BEGIN + tables();
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, expected);
        } else {
            assertThat(page).isEqualTo(expected);
        }
    }

    private static String tables() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String section : SECTIONS) {
            text.append("\n## ")
                    .append(section.substring(0, 1).toUpperCase())
                    .append(section.substring(1))
                    .append(
                            "\n\n| change | files | blocks | reads a table | rewrites it | may fail on rows | loses values |\n")
                    .append("|---|---|---|---|---|---|---|\n");
            for (ChangeCase each : ChangeCase.all()) {
                if (!each.isBack() && each.toString().startsWith(section + "/")) {
                    text.append(row(each));
                }
            }
        }
        return text.toString();
    }

    private static String row(ChangeCase change) {
        String name = ChangeCase.FOLDER.relativize(change.folder()).toString();
        String title = change.folder().getFileName().toString().replace('-', ' ');
        String link = "[" + title + "](../../autoconfigure/src/test/resources/generate/" + name + "/";
        if (!change.refused().isEmpty()) {
            return "| " + link + "to.sql) | refused | | | | | |\n";
        }
        List<String> files = change.expected()
                .lines()
                .filter(line -> !line.startsWith(" ") && !line.startsWith("note: "))
                .toList();
        Set<Hazard> hazards = new TreeSet<>();
        for (String file : files) {
            Stream.of(Hazard.values())
                    .filter(hazard -> file.replaceFirst("^[^:]*", "").contains(hazard.name()))
                    .forEach(hazards::add);
        }
        long alone =
                files.stream().filter(file -> file.contains("(no transaction)")).count();
        List<String> blocks = new ArrayList<>();
        if (hazards.contains(Hazard.BLOCKS_READS)) {
            blocks.add("reads");
        }
        if (hazards.contains(Hazard.BLOCKS_WRITES)) {
            blocks.add("writes");
        }
        return Stream.of(
                        link + "up.txt)",
                        files.size() + (alone == 0 ? "" : ", " + alone + " outside a transaction"),
                        String.join(", ", blocks),
                        yes(hazards, Hazard.FULL_SCAN),
                        yes(hazards, Hazard.REWRITE),
                        yes(hazards, Hazard.MAY_FAIL_ON_DATA),
                        yes(hazards, Hazard.DATA_LOSS))
                .map(cell -> cell.isEmpty() ? " |" : " " + cell + " |")
                .collect(Collectors.joining("", "|", "\n"));
    }

    private static String yes(Set<Hazard> hazards, Hazard hazard) {
        return hazards.contains(hazard) ? "yes" : "";
    }
}
