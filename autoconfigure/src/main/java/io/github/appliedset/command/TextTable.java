package io.github.appliedset.command;

import io.github.appliedset.text.Visible;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Aligned columns; the first one, of versions, is right-aligned. Cells are broken into several lines where the table would
 * be wider than a terminal.
 */
final class TextTable {

    private static final String GAP = "  ";
    private static final int NARROWEST = 12;

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
        int[] widths = widths();
        StringBuilder text = new StringBuilder();
        for (List<String> row : this.rows) {
            List<List<String>> cells = new ArrayList<>();
            for (int column = 0; column < row.size(); column++) {
                cells.add(lines(row.get(column), widths[column]));
            }
            int height = cells.stream().mapToInt(List::size).max().orElse(0);
            for (int line = 0; line < height; line++) {
                text.append(line(cells, line, widths)).append('\n');
            }
        }
        return text.toString();
    }

    private static String line(List<List<String>> cells, int line, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            List<String> lines = cells.get(column);
            String cell = line < lines.size() ? lines.get(line) : "";
            String padding = " ".repeat(widths[column] - cell.length());
            text.append(GAP).append(column == 0 ? padding + cell : cell + padding);
        }
        return text.toString().stripTrailing();
    }

    /** As wide as the widest cell; if the table is too wide, the widest columns give way, but never that of versions. */
    private int[] widths() {
        int columns = this.rows.get(0).size();
        int[] widths = new int[columns];
        for (int column = 0; column < columns; column++) {
            int at = column;
            widths[column] = this.rows.stream()
                    .mapToInt(row -> row.get(at).length())
                    .max()
                    .orElse(0);
        }
        while (IntStream.of(widths).sum() + columns * GAP.length() > Paragraph.WIDTH) {
            int widest = IntStream.range(1, columns)
                    .reduce((one, other) -> widths[other] > widths[one] ? other : one)
                    .orElse(0);
            if (widths[widest] <= NARROWEST) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    /** Breaks a cell, after what joins words if there is something. */
    private static List<String> lines(String cell, int width) {
        List<String> lines = new ArrayList<>();
        String rest = cell;
        while (rest.length() > width) {
            int end = Visible.beginning(rest, width).length();
            for (int at = width; at > width / 2; at--) {
                if ("_-/. ".indexOf(rest.charAt(at - 1)) >= 0) {
                    end = at;
                    break;
                }
            }
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }
}
