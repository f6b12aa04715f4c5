package io.github.appliedset.command;

import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Markdown as plain text, wrapped to a terminal of 80 columns; only a single longer word exceeds them. */
final class PlainMarkdown {

    private static final int WIDTH = 80;
    private static final String PROSE = " ".repeat(2);
    private static final String CODE = " ".repeat(4);
    private static final Pattern LINK = Pattern.compile("\\[([^]]+)]\\(([^)]+)\\)");
    private static final Pattern ITEM = Pattern.compile("(?:[-*]|\\d+\\.) .*");

    private final String folder;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder paragraph = new StringBuilder();
    private List<String> tableHeadings = List.of();
    private boolean inList;

    private PlainMarkdown(String folder) {
        this.folder = folder;
    }

    /**
     * Turns Markdown into text.
     *
     * @param folder of the page below the project's root, to resolve its links; ends in a slash
     */
    static String of(String markdown, String folder) {
        PlainMarkdown plain = new PlainMarkdown(folder);
        plain.read(markdown.lines().iterator());
        return plain.text.toString();
    }

    private void read(Iterator<String> lines) {
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith("```")) {
                endParagraph();
                readCode(lines);
            } else if (line.startsWith("#")) {
                endParagraph();
                startBlock().append(inline(line.replaceFirst("^#+ ", ""))).append('\n');
            } else if (line.startsWith("|")) {
                endParagraph();
                readRow(cells(line));
            } else if (line.isBlank()) {
                endParagraph();
                this.tableHeadings = List.of();
            } else {
                if (isItem(line)) {
                    boolean next = isItem(this.paragraph);
                    endParagraph();
                    this.inList = next;
                }
                this.paragraph.append(line.strip()).append(' ');
            }
        }
        endParagraph();
    }

    private static boolean isItem(CharSequence line) {
        return ITEM.matcher(line).matches();
    }

    /** Leaves a blank line above the block, except between list items. */
    private StringBuilder startBlock() {
        if (!this.text.isEmpty() && !this.inList) {
            this.text.append('\n');
        }
        this.inList = false;
        return this.text;
    }

    private void endParagraph() {
        if (!this.paragraph.isEmpty()) {
            int hanging = isItem(this.paragraph) ? 2 : 0;
            startBlock().append(Paragraph.of(PROSE, PROSE.length() + hanging, inline(this.paragraph.toString())));
            this.paragraph.setLength(0);
        }
    }

    private void readCode(Iterator<String> lines) {
        startBlock();
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith("```")) {
                return;
            }
            appendCode(CODE + line);
        }
    }

    /** Breaks a line only if it is too long, and keeps the spaces in it. */
    private void appendCode(String line) {
        String rest = line;
        String indent = " ".repeat(start(line) + 2);
        while (rest.length() > WIDTH) {
            int last = rest.lastIndexOf(' ', WIDTH);
            int end = last > start(rest) ? last : rest.indexOf(' ', start(rest));
            if (end < 0) {
                break;
            }
            this.text.append(rest.substring(0, end).stripTrailing()).append('\n');
            rest = indent + rest.substring(end).strip();
        }
        this.text.append(rest.stripTrailing()).append('\n');
    }

    private static int start(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static List<String> cells(String row) {
        return Stream.of(row.strip().replaceAll("^\\||\\|$", "").split("(?<!\\\\)\\|"))
                .map(cell -> cell.strip().replace("\\|", "|"))
                .toList();
    }

    /** Turns a row into a list item: its first cell, then the others, each after its column's heading. */
    private void readRow(List<String> cells) {
        if (this.tableHeadings.isEmpty()) {
            this.tableHeadings = cells;
            startBlock();
            return;
        }
        if (cells.stream().allMatch(cell -> cell.matches(":?-+:?"))) {
            return;
        }
        List<String> parts = new ArrayList<>();
        for (int column = 1; column < cells.size(); column++) {
            if (!cells.get(column).isEmpty()) {
                parts.add(this.tableHeadings.get(column) + " " + cells.get(column));
            }
        }
        this.text.append(
                Paragraph.of(PROSE, PROSE.length() + 2, inline("- " + cells.get(0) + ": " + String.join("; ", parts))));
    }

    private String inline(String markdown) {
        return LINK.matcher(markdown)
                .replaceAll(link -> Matcher.quoteReplacement(link.group(1) + " (" + target(link.group(2)) + ")"))
                .replace("`", "")
                .replace("**", "");
    }

    private String target(String link) {
        return link.startsWith("#")
                ? "topic " + link.substring(1)
                : URI.create(this.folder).resolve(link).toString();
    }
}
