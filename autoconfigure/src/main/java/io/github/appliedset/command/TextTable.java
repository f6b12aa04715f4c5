package io.github.appliedset.command;

import io.github.appliedset.text.Visible;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Aligned columns; the first one, of versions, is right-aligned. */
final class TextTable {

    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... headings) {
        row(headings);
    }

    void row(String... cells) {
        this.rows.add(Stream.of(cells).map(Visible::line).toList());
    }

    /** A time as shown in a cell, to the second. */
    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ');
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : this.rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String padding = " ".repeat(width(column) - cell.length());
                line.append("  ").append(column == 0 ? padding + cell : cell + padding);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return this.rows.stream()
                .mapToInt(row -> row.get(column).length())
                .max()
                .orElse(0);
    }
}
