package io.github.appliedset.command;

import java.util.regex.Pattern;

/** Text wrapped to a terminal of 80 columns; only a single longer word exceeds them. */
public final class Paragraph {

    /** A number stays beside the word in front of it. */
    private static final Pattern BETWEEN_WORDS = Pattern.compile("\\s+(?!\\d+\\b)");

    /** Of a line. */
    public static final int WIDTH = 80;

    private Paragraph() {}

    /**
     * Breaks a text into lines.
     *
     * @param first start of the first line
     * @param indent number of spaces before every other line
     */
    static String of(String first, int indent, String text) {
        StringBuilder all = new StringBuilder();
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : BETWEEN_WORDS.split(text.strip())) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                all.append(line).append('\n');
                line = new StringBuilder(" ".repeat(indent));
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        return all.append(line).append('\n').toString();
    }

    /** Wraps each line that is too long, and indents its continuation further. */
    public static String each(String lines) {
        StringBuilder all = new StringBuilder();
        lines.lines().forEach(line -> {
            int margin = line.length() - line.stripLeading().length();
            all.append(line.length() <= WIDTH ? line + "\n" : of(" ".repeat(margin), margin + 2, line));
        });
        return all.toString();
    }
}
