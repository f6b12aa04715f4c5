package io.github.appliedset.command;

/** Words in lines that fit into a terminal of 80 columns; only a word that is longer by itself stands out. */
final class Paragraph {

    private static final int WIDTH = 80;

    private Paragraph() {}

    /**
     * Breaks a text into lines.
     *
     * @param first what the first line begins with
     * @param indent how many spaces the others begin with
     */
    static String of(String first, int indent, String text) {
        StringBuilder all = new StringBuilder();
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : text.strip().split("\\s+")) {
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

    /** Breaks each line that is too long by itself; what goes on below it stands further to the right. */
    static String each(String lines) {
        StringBuilder all = new StringBuilder();
        lines.lines().forEach(line -> {
            int margin = line.length() - line.stripLeading().length();
            all.append(of(" ".repeat(margin), margin + 2, line));
        });
        return all.toString();
    }
}
